"""What every letter to a family holds, whatever it is about; a notice keeps which of it was in the letter that went.

The Ombudsman: Local Government Act 1974 s.26(5) (premature is sent back, with a fair chance to answer first); LGSCO
Complaint Handling Code 2024, para 6.5. Advocacy: Children Act 1989 s.26A.
"""

from foundation.council import Council
from foundation.records.models import Case, Submission

OMBUDSMAN, ADVOCATE, DANGER = "ombudsman", "advocate", "danger"
ABOUT_THE_OMBUDSMAN = (
    "You can go to the Local Government and Social Care Ombudsman at any time: www.lgo.org.uk. It is free. Most of the "
    "time they ask you to let us answer first. If you go to them before that they may call it premature: they send it "
    "back to us, and we begin on the day we get it. You lose nothing by asking."
)
ABOUT_AN_ADVOCATE = (
    "You have a right to an advocate: somebody who is on your side, helps you to say what you want, and is not one of "
    "us. It is free. Answer this letter{or_ring_us}, and we find you one."
)


def frame(case: Case, submission: Submission, council: Council, *paragraphs: str) -> tuple[str, list[str]]:
    """The whole letter around its own paragraphs, and what it says beside them, by name."""
    phones = council.telephones
    beside = {
        ADVOCATE: ABOUT_AN_ADVOCATE.format(or_ring_us=phones.or_ring_us) if "offer_advocate" in case.flags else "",
        OMBUDSMAN: ABOUT_THE_OMBUDSMAN if case.kind == "complaint" else "",
        DANGER: (
            f"If a child or anyone is in danger now, ring {phones.emergency}. If you are worried about a child, "
            f"ring {phones.children_day}, at night {phones.children_night}."
        ),
    }
    said = {name: text for name, text in beside.items() if text}
    read_out = f" You can read it out to us on the phone, {phones.complaints_phone}." if phones.complaints_phone else ""
    own = (*paragraphs, f"Your reference is {case.reference}.{read_out}")
    parts = (f"{submission.name or 'Hello'},", *own, *said.values(), council.name)
    return "\n\n".join(parts) + "\n", list(said)
