"""`python -m heard`: the same as `heard`."""

from heard.command import main

if __name__ == "__main__":
    main(prog_name="heard")
