"""A whole region on one machine: offices, figures, files on their way, mishaps and what the software makes of them.

Nothing here is needed to run an office. It uses the same functions as offices do, so that it shows them at work.
"""
