"""Item parameters and abilities from responses: Rasch, one- and two-parameter logistic models.

`calibration.calibrate` is the way in. Reading a response file and printing the result are not done here.
"""
