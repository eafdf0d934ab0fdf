"""Plain words for the codes of alerts. A code that is not here is shown as it is."""

BECAUSE = {
    "ticked": "The box saying that a child is at risk was ticked",
    "allegation": "An allegation against somebody who works with children",
    "words": "The words may hold a sign of harm",
    "screen_failed": "The words could not be looked through: read them all",
    "missed": "A person saw a sign that the screen had missed",
}
HARMS = {
    "abuse": "abuse",
    "injury": "injury",
    "being_hit": "being hit",
    "sexual_harm": "sexual harm",
    "neglect": "neglect",
    "missing": "missing",
    "exploitation": "exploitation",
    "domestic_abuse": "domestic abuse",
    "threat": "a threat",
    "self_harm": "self-harm or a wish to die",
    "afraid": "being afraid",
    "no_parent_there": "no parent there",
    "unsafe_placement": "an unsafe placement",
    "forced_marriage_or_fgm": "forced marriage or FGM",
    "weapons": "weapons",
    "allegation": "somebody who works with children",
    "not_safe": "not being safe",
}
DECISIONS = {
    "referred_to_mash": "I have referred it to the Multi-Agency Safeguarding Hub (MASH)",
    "referred_to_lado": "I have told the Local Authority Designated Officer (LADO)",
    "police": "I have told the police (101)",
    "emergency": "I have rung 999",
    "already_known_and_told": "It is known already, and whoever works on it was told",
    "no_sign_of_harm": "I have read it, and it is no sign of harm",
    "other": "Something else",
}
DECIDED = {
    "referred_to_mash": "referred to the MASH",
    "referred_to_lado": "LADO told",
    "police": "police told",
    "emergency": "999 rung",
    "already_known_and_told": "known already, and told",
    "no_sign_of_harm": "no sign of harm",
    "other": "something else",
}
NOTE_NEEDED = frozenset({"already_known_and_told", "no_sign_of_harm", "other"})
STATES = {"unopened": "Not opened yet", "undecided": "Opened, not decided", "decided": "Decided"}
OUTCOMES = {"word_added": "A word was added to the screen", "no_sign": "It is no sign of harm"}
