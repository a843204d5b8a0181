"""The computer: folders, clocks, disks, power, locks and logs. No toolkit."""
