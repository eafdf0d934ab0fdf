"""The safety screen finds words of harm as families and children write them, and says so to a person."""

import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from foundation.procedure import screen as module
from foundation.procedure.phrases import Harm, Phrases, WordsMistake, read
from foundation.procedure.screen import Screening, _words, _words_of_any_script, screen

WORDS = resources.files("foundation.procedure") / "harm_words"
HARM = {
    Harm.ABUSE: [
        "The children are being abused in that house.",
        "He has been mistreated since the day he came.",
        "They lock him in the cupboard when he is bad",
        "she screams in my face every day",
        "We think there is significant harm here and nobody listens",
        "My nephew is in danger.",
    ],
    Harm.INJURY: [
        "He came home with bruises on both arms.",
        "my little girl has a black eye again",
        "She had a broken arm and they said she fell down the stairs.",
        "There are cigarette burns on his leg",
        "i saw finger marks on her neck",
        "she came back all brused and nobody rang me",
        "they knocked his tooth out",
        "he keeps getting unexplained injuries",
    ],
    Harm.BEING_HIT: [
        "My dad hits me.",
        "mum slapped my brother round the head",
        "he got hit by the man in the flat",
        "they beat him up every week",
        "stepdad strangeld me last nite",
        "He was punched in the stomach",
        "my foster mum smacks us wiv a slipper",
        "he grabbed my son by the throat",
        "she gets a good hiding if she spills anything",
        "he pushed her against the wall",
        "my uncle is violant",
        "i get battered if i dont do it",
        "hes always hittin us",
        "He threw the baby across the room",
        "He hits our Meredith with his fist",
        "she slapped Tomos twice",
        "he put a pillow over my face",
        "he keeps grabbin me",
        "They made me kneel on rice",
        "I cant breathe when he holds me down",
    ],
    Harm.SEXUAL_HARM: [
        "He touched me down there.",
        "my uncle tuched my privates",
        "she was raped by a boy at the home",
        "He comes into my room at night and gets in my bed when everyone is asleep",
        "a man on snap keeps asking for nudes",
        "he makes me do things and says it is our secret",
        "The neighbour is a known peado",
        "She showed sexualised behaviour after contact",
        "they took naked pictures of her",
        "My daughter is 13 and pregnant",
        "my brother puts his hand in my pants",
        "she's only 14 and he is 25 and he's her boyfriend",
        "there's blood on her knickers",
    ],
    Harm.NEGLECT: [
        "The baby is always hungry and dirty.",
        "they dont feed him",
        "She leaves the kids on their own all night",
        "there is no food in the house",
        "He has been neglegted for years",
        "mum is drunk every day and we cook our own tea",
        "there are needles on the floor where the kids play",
        "he was left alone in the car for three hours",
        "nobody looks after us",
        "the toddler stinks of urine",
        "dad locks the fridge",
        "we haven't had a hot meal since friday",
    ],
    Harm.MISSING: [
        "My son has gone missing again.",
        "She ran away from the placement last night",
        "We don't know where she is",
        "he never came home last night",
        "They took the children abroad without permission",
        "nobody has seen the baby for weeks",
        "she has dissapeared",
    ],
    Harm.EXPLOITATION: [
        "She is being groomed by an older man.",
        "he is running drugs for a gang",
        "county lines",
        "they are expliting my boy",
        "older lads pick her up in cars outside school",
        "he met a man online",
        "someone is blackmailing him over pictures",
        "he's trappin, they got him trapping out of a flat",
        "She was trafficed here",
    ],
    Harm.DOMESTIC_ABUSE: [
        "Dad hits mum.",
        "There is domestic violence in the home and the children see it",
        "my mums boyfriend is violent",
        "he smashes up the house when he drinks",
        "they are fighting every night and I hide",
        "my ex is controlling and abusive",
        "we had to go to a refuge",
    ],
    Harm.THREAT: [
        "He said he will kill us all.",
        "dad says hes gonna kill her",
        "she threatened to take the children abroad",
        "he said you'll never see the kids again",
        "He threatend to burn the house down",
        "im going to stab him",
        "If you don't come I will take the baby and run",
        "one of them will end up dead",
    ],
    Harm.SELF_HARM: [
        "I want to die.",
        "my daughter is cutting herself",
        "i dont want to be here anymore",
        "He has tried to kill himself twice",
        "I can't go on like this",
        "she took an overdose",
        "i feel suisidal",
        "they would be better off without me",
        "kms",
        "my son self-harms and CAMHS closed his case",
        "I wish I was dead",
        "i cut my arms again last nite",
        "I am going to end it all",
    ],
    Harm.AFRAID: [
        "I am scared to go home.",
        "she doesn't want to go back to her dad's house",
        "the children are terrified of him",
        "please dont make me go back",
        "he cries before contact and hides under the bed",
        "im affraid of my carer",
        "she flinches when you lift your hand",
    ],
    Harm.NO_PARENT_THERE: [
        "There is no adult in the house.",
        "mum left us and has not come back",
        "I look after my brothers and sisters on my own",
        "They have nowhere to sleep tonight",
        "he has been kicked out of the house",
        "my dad is in prison and mum has died",
        "They are fending for themselves",
    ],
    Harm.UNSAFE_PLACEMENT: [
        "The placement is not safe.",
        "they moved her back with her abuser",
        "he is sharing a room with an older boy who attacks him",
        "the other kids hit him in the home",
        "I was restrained on the floor by two staff",
        "She is living with a violent man",
        "im getting bullied in my placement",
    ],
    Harm.FORCED_MARRIAGE_OR_FGM: [
        "They want to take her abroad to get married.",
        "she is being forced to marry her cousin",
        "I think they will do FGM in the summer",
        "my sister is going to be cut, they call it sunna",
        "he says I bring shame on the family",
    ],
    Harm.WEAPONS: [
        "He has a knife in his room.",
        "there is a gun in the house",
        "he came at me wiv a machette",
        "my son was stabbed",
        "she found knives under his pillow",
    ],
    Harm.ALLEGATION: [
        "The social worker grabbed my son's arm and hurt him.",
        "His carer hit him",
        "a teacher has been texting my daughter at night",
        "the foster carer locked them in their room",
        "The support worker was drunk when he drove them",
        "he was assaulted by a member of staff",
        "The volunteer kissed her",
        "an allegation was made against the coach",
        "That man should not be allowed near children",
        "The taxi driver touched her leg",
    ],
    Harm.NOT_SAFE: [
        "I don't feel safe.",
        "i dont feel saf at home",
        "We are worried for her safety.",
        "My children are not safe there",
        "someone is going to get hurt",
        "nobody believes me",
        "I feel in danger",
    ],
}
OTHER_LANGUAGES = [
    "Tata mnie bije pasem.",
    "Boję się wracać do domu",
    "moj syn ma siniaki na plecach",
    "Ona nie chce żyć",
    "Dzieci są same w domu i głodne",
    "nauczyciel szarpał moje dziecko",
    "Tata mă bate în fiecare zi",
    "Copilul are vânătăi pe braț",
    "vreau sa mor",
    "Îmi este frică să merg acasă",
    "Copiii sunt lăsați singuri",
    "Ne-a amenințat că ne omoară",
    "Tėvas muša mane",
    "Vaikas turi mėlynių",
    "Bijau eiti namo, nenoriu grįžti pas tėvą",
    "Jis grasina mus nužudyti",
    "Noriu mirti",
    "Баща ми ме бие",
    "Детето има синини",
    "страх ме е да се прибера",
    "Искам да умра",
    "tatko me bie",
    "O meu pai bate-me",
    "A minha filha tem medo de ir para casa",
    "quero morrer",
    "As crianças ficam sozinhas em casa com fome",
    "o professor tocou na minha filha",
    "Mae dad yn taro fi",
    "Dw i eisiau marw",
    "Mae ofn arna i fynd adref",
    "Mae cleisiau ar ei fraich",
    "Dydy hi ddim yn ddiogel",
]
DISGUISED = [
    "MY DAD HITS ME",
    "my dad h\u200bits me",
    "my dad hits\u200bme",
    "my dad hits\u00adme",
    "my dad hi\u0301ts me",
    "my dad hittts me",
    "my dad hhits meee",
    "ｍｙ ｄａｄ ｈｉｔｓ ｍｅ",
    "my dad 𝗵𝗶𝘁𝘀 me",
    "my dad hits\nme",
    "my dad 😢 hits 😢 me",
    "my_dad_hits_me",
    "my.dad.hits.me",
    "(hits)(me)",
    "i don’t feel safe",
    "i don't feel safe",
    "i dont feel safe",
    "i don`t feel safe",
    "i don´t feel safe",
    "i do n't feel safe",
    "self-harm",
    "self\u2011harm",
    "self harm",
    "selfharm",
    "he has a 🔪",
    "\u202ehits me\u202c",
    "The children’s bruises",
    "sucidal",
    "suicdal",
    "siucidal",
    "ssuiicidal",
    "k1ll him",
]
EVERYDAY = [
    "",
    "   ",
    "😀😀😀",
    "Thank you so much for the support.",
    "The review meeting started forty minutes late and nobody apologised.",
    "We hit the target for the school run this week.",
    "My social worker never rings me back.",
    "I asked for the minutes of the core group three times.",
    "The report has the wrong date of birth in it.",
    "Nobody told us that the meeting had been cancelled.",
    "The transport to college is late each morning.",
    "We would like a letter in plain English.",
    "The new worker is kind and explains everything.",
    "Please send the assessment to my new address.",
    "The bill for the nursery was sent twice.",
    "My daughter loves rapping and dancing at the youth club.",
    "The kilometres were paid late.",
    "The EHC plan is nine weeks overdue.",
    "Our short breaks hours were cut from six to three.",
    "The pathway plan does not mention college.",
    "He scored the best mark in the class.",
    "It took a long time to get the laptop.",
    "I would like to see my file.",
    "The chair of the conference let us speak.",
    "We waited in reception for an hour.",
    "The worker was late for contact and did not say sorry.",
    "Nobody told me about the review so I could not go.",
    "The letter used words I do not understand.",
    "I have asked five times for the care plan and still do not have it.",
    "We were promised respite every second weekend and it stopped in May.",
    "My son's school place was changed without asking us.",
    "Thank you to Anna who helped us settle in our new home.",
    "The phone line is always busy.",
    "I want my complaint to go to the next stage.",
    "The family support worker missed three visits.",
    "You sent my papers to the wrong house.",
    "I would like to change my social worker because we do not get on.",
    "My allowance for setting up home has not been paid.",
    "The taxi for school comes late.",
    "We are foster carers and our payments are late.",
    "The report says I have two children and I have three.",
    "I have not seen my grandchildren since the order was made.",
    "Contact was moved to a Tuesday and I work on Tuesdays.",
    "The plan was changed at the last minute.",
    "I want an apology and a copy of the notes.",
    "The advocate was brilliant and listened to me.",
    "I was not given the minutes before the meeting.",
    "She is a great social worker and we will miss her.",
    "They keep changing the social worker, we had six in one year.",
    "The assessment took far too long.",
    "The kids enjoyed the summer group at the children's centre.",
    "The worker did not read the file before she came.",
    "The adoption letterbox letter has not come this year.",
    "I do not agree with the decision about family time.",
    "My daughter needs more hours of support because of her disability.",
    "Dziękujemy za pomoc.",
    "Nie dostaliśmy listu.",
    "Vă mulțumim pentru ajutor.",
    "Ačiū už pagalbą.",
    "Благодаря за помощта.",
    "Obrigado pela vossa ajuda.",
    "Diolch am eich cymorth.",
]


@pytest.mark.parametrize("harm, text", [(harm, text) for harm, texts in HARM.items() for text in texts])
def test_words_of_harm_are_found_and_named(harm, text):
    found = screen(text)
    assert found.hit
    assert not found.failed
    assert harm in found.harms


def test_every_kind_of_harm_is_in_the_table_and_the_table_is_long():
    assert set(HARM) == set(Harm)
    assert sum(len(texts) for texts in HARM.values()) >= 120


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_words_of_harm_are_found_in_the_languages_of_the_forms(text):
    assert screen(text).hit


@pytest.mark.parametrize("text", DISGUISED)
def test_no_way_of_writing_hides_a_phrase(text):
    found = screen(text)
    assert found.hit
    assert not found.failed


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_complaint_raises_no_alarm(text):
    assert screen(text) == Screening(hit=False)


def test_what_is_found_is_what_was_written_in_its_place():
    text = "Last week   Dad’s mate HIT\u200b my  brother, and I don’t feel sáfe."
    found = screen(text)
    assert any("HIT\u200b my  brother" in words for words in found.found)
    assert any("don’t feel sáfe" in words for words in found.found)
    assert [text[start:end] for start, end in found.marks] == list(found.found)


def test_overlapping_phrases_are_one_mark():
    found = screen("he said he will kill my sister")
    assert len(found.marks) == 1


def test_the_words_found_are_not_in_what_a_log_would_print():
    assert "brother" not in repr(screen("Dad hits my brother"))


@pytest.mark.parametrize("nonsense", [None, 7, b"hit me", ["hit me"]])
def test_what_is_no_text_counts_as_a_hit(nonsense):
    found = screen(nonsense)
    assert found.hit
    assert found.failed
    assert found.fault


def test_a_screen_that_takes_too_long_counts_as_a_hit():
    assert screen("Thank you for the support.", patience=-1) == Screening(hit=True, failed=True, fault="TakesTooLong")


def test_a_screen_whose_words_cannot_be_read_counts_as_a_hit(monkeypatch):
    def gone():
        raise WordsMistake("harm_words: no file of words was found")

    monkeypatch.setattr(module, "shipped", gone)
    assert screen("Thank you.") == Screening(hit=True, failed=True, fault="WordsMistake")


def test_the_longest_text_costs_each_word_the_same():
    """Work is one step for each word, whatever stands in the text: no text blows up."""
    assert screen("hit me kill us knife " * 1000).hit
    assert len(screen("hit me, " * 2500).marks) == 2500
    assert not screen("a" * 20_000).hit
    assert not screen("é" * 20_000).failed
    assert not screen("\u200b" * 20_000).failed


ANY_TEXT = st.text(max_size=200)
ALL_HITS = [text for texts in HARM.values() for text in texts] + OTHER_LANGUAGES + DISGUISED
A_HIT = st.sampled_from(ALL_HITS)


@given(before=ANY_TEXT, hit=A_HIT, after=ANY_TEXT)
def test_words_around_it_never_remove_a_hit(before, hit, after):
    found = screen(f"{before} {hit} {after}")
    assert found.hit
    assert not found.failed


@pytest.mark.parametrize("text", ALL_HITS)
def test_neither_casing_nor_accents_nor_how_unicode_writes_them_matter(text):
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    ways = [text.upper(), text.lower(), text.title(), plain]
    ways += [unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert [way for way in ways if not screen(way).hit] == []


@given(ANY_TEXT | A_HIT | st.tuples(ANY_TEXT, A_HIT).map(" ".join))
def test_marks_lie_inside_the_text_in_order_and_apart(text):
    found = screen(text)
    assert not found.failed
    assert found.hit == bool(found.marks)
    ends = [0]
    for start, end in found.marks:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert {text[start:end] for start, end in found.marks} == set(found.found)


@given(ANY_TEXT)
def test_the_same_text_gives_the_same_answer(text):
    assert screen(text) == screen(text)


def test_each_language_of_the_forms_has_its_file_and_the_file_says_who_must_review_it():
    files = {file.name: YAML(typ="safe").load(file.read_text("utf-8")) for file in WORDS.iterdir()}
    assert set(files) == {f"{language}.yaml" for language in ("bg", "cy", "en", "lt", "pl", "pt", "ro")}
    for name, tree in files.items():
        assert name == f"{tree['language']}.yaml"
        assert tree["to_be_reviewed_by"]
        assert "reviewed_on" in tree
        assert set(tree["phrases"]) == set(Harm)


@pytest.mark.parametrize(
    "tree, said",
    [
        ({"phrases": {"no_such_harm": ["hit me"]}}, "no_such_harm"),
        ({"phrases": {"injury": [".. bruise"]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": ["bruise ?"]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": [""]}}, "starts or ends with a gap"),
        ({"phrases": {"injury": ["br*"]}}, "at least three letters"),
        ({"phrases": {"injury": ["kill*"]}}, "doubled letter"),
        ({"phrases": {"injury": ["~hurt*"]}}, "six letters"),
        ({"phrases": {"injury": ["<nobody> hit"]}}, "<nobody>"),
        ({"phrases": {"injury": ["black-eye"]}}, "is not one word"),
        ({"phrases": ["bruise"]}, "words.yaml"),
        ({}, "phrases"),
        (None, "words.yaml"),
    ],
)
def test_a_file_of_words_with_a_mistake_is_refused_by_name(tree, said):
    with pytest.raises(WordsMistake, match=r"words\.yaml") as refused:
        read(tree, "words.yaml", Phrases())
    assert said in str(refused.value)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_text_has_the_same_words_read_at_once_or_letter_by_letter(text):
    assert list(_words(text, "")) == list(_words_of_any_script(text, ""))
