"""Looking at the computer for the sheet "Would this computer be accepted?": only reading, nothing opened or sent."""
