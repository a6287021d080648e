"""What happens because time passes: working time, deadlines, reminders, figures of the day."""
