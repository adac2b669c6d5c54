"""Actions: functions that change several rows at once, or what readers see."""
