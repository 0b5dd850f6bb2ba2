"""What customers say in English: sentences by theme and mood; {noun} is the preset's product."""

THEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "price": {
        "negative": (
            "The {noun} costs far more than it gives back.",
            "Another price increase and nothing to show for it.",
            "I can no longer justify what we pay every month.",
        ),
        "neutral": (
            "The price is about what I expected.",
            "It is not cheap, not outrageous either.",
            "I would like to understand the new pricing better.",
        ),
        "positive": (
            "Worth every penny so far.",
            "The plan is fairly priced for what I get.",
            "I compared prices and this is the best deal.",
        ),
    },
    "reliability": {
        "negative": (
            "Since the last update the {noun} keeps freezing.",
            "There were errors three times this week alone.",
            "Pages take forever to load, it is terrible.",
        ),
        "neutral": (
            "It is mostly stable, with a hiccup now and then.",
            "Loading is sometimes slow in the morning.",
            "The update changed a few things, I am still getting used to it.",
        ),
        "positive": (
            "The {noun} has not failed me once.",
            "Fast and stable, even on busy days.",
            "The latest version runs noticeably smoother.",
        ),
    },
    "support": {
        "negative": (
            "I waited four days for an answer that did not help.",
            "Support closed my ticket without solving anything.",
            "Every agent tells me something different.",
        ),
        "neutral": (
            "Support answered, though it took a while.",
            "The help pages covered half of my question.",
            "The agent was polite, the issue is still open.",
        ),
        "positive": (
            "Support solved my problem within an hour.",
            "The agent really listened and followed up.",
            "I got a clear answer on the first try.",
        ),
    },
    "usability": {
        "negative": (
            "I cannot find anything in this confusing layout.",
            "Simple things take ten clicks.",
            "The new screens made my daily routine harder.",
        ),
        "neutral": (
            "It took me some time to find my way around.",
            "The layout is fine once you know it.",
            "Some screens are clear, some are not.",
        ),
        "positive": (
            "Everything is where I expect it to be.",
            "So easy that I never needed the manual.",
            "The new screens save me time every day.",
        ),
    },
    "missing_feature": {
        "negative": (
            "The one function I need is still missing.",
            "I asked for an export a year ago and nothing happened.",
            "Without a proper search the {noun} is useless to me.",
        ),
        "neutral": (
            "It does the basics, a few functions are missing.",
            "An export to spreadsheets would be handy.",
            "I work around the missing search for now.",
        ),
        "positive": (
            "It has exactly the functions I was looking for.",
            "The new export was just what I needed.",
            "New functions arrive before I ask for them.",
        ),
    },
    "competitor": {
        "negative": (
            "Another provider does the same for half the price.",
            "My friends have all moved to a competitor.",
            "I tried an alternative and it was better in every way.",
        ),
        "neutral": (
            "I am comparing the {noun} with two others.",
            "Competitors offer roughly the same.",
            "I use it next to another one.",
        ),
        "positive": (
            "I tried three others and came back.",
            "Nothing else I have tried comes close.",
            "I moved here from a competitor and never looked back.",
        ),
    },
    "onboarding": {
        "negative": (
            "Nobody showed us how to get started.",
            "Setting up took weeks and we gave up halfway.",
            "The introduction left me with more questions than answers.",
        ),
        "neutral": (
            "Getting started was all right.",
            "The set-up guide skips a few steps.",
            "It took a week until I knew what to do.",
        ),
        "positive": (
            "We were up and running on the first day.",
            "The guided start was clear and short.",
            "The introduction answered everything I wanted to know.",
        ),
    },
    "value": {
        "negative": (
            "I hardly use the {noun} any more.",
            "It did not change anything for me.",
            "Things have changed and I do not need it any more.",
        ),
        "neutral": (
            "It is useful now and then.",
            "I am not sure yet what I get out of it.",
            "Some weeks I use it a lot, some weeks not at all.",
        ),
        "positive": (
            "I use the {noun} every single day.",
            "It has already paid for itself.",
            "I would miss it if it were gone.",
        ),
    },
    "delivery": {
        "negative": (
            "The parcel arrived two weeks late and damaged.",
            "Nobody could tell me where my order was.",
            "Wrong item again, and returning it is a nightmare.",
        ),
        "neutral": (
            "Delivery took a few days longer than promised.",
            "The parcel came, the box was a bit dented.",
            "Returning was possible, if slow.",
        ),
        "positive": (
            "Arrived the next morning, beautifully packed.",
            "Tracking was precise to the hour.",
            "Exchanging the size took two minutes.",
        ),
    },
    "quality": {
        "negative": (
            "The quality is nothing like it used to be.",
            "It fell apart after using it twice.",
            "Since they changed it, it does not suit me at all.",
        ),
        "neutral": (
            "The quality is decent, no more.",
            "It looks a little different from the pictures.",
            "Sometimes good, sometimes not.",
        ),
        "positive": (
            "The quality is far better than I expected.",
            "Still like new after months.",
            "It suits me better than anything I tried before.",
        ),
    },
    "selection": {
        "negative": (
            "Whatever I want is always sold out.",
            "Not one of the things I was looking for.",
            "It keeps showing me the same few items.",
        ),
        "neutral": (
            "The range is average.",
            "My colour was gone, so I took another.",
            "Now and then something nice turns up.",
        ),
        "positive": (
            "I find everything I look for.",
            "Plenty of things I have not seen elsewhere.",
            "Thanks to the restock alert I did not miss it.",
        ),
    },
    "content": {
        "negative": (
            "There is nothing new, the same things again and again.",
            "The part I signed up for was removed.",
            "Everything good sits behind another paywall.",
        ),
        "neutral": (
            "There are good things, you have to look for them.",
            "The selection is decent.",
            "I wait for the next big addition.",
        ),
        "positive": (
            "There is always something new that I like.",
            "The recommendations fit me perfectly.",
            "The quality of what is added is impressive.",
        ),
    },
}

OPENERS: dict[str, tuple[str, ...]] = {
    "negative": ("Honestly, I am disappointed.", "I am fed up.", "This is frustrating.", ""),
    "neutral": ("Overall it is fine.", "A mixed experience.", "It is okay.", ""),
    "positive": ("Really happy with it!", "Great work.", "I love it.", ""),
}

CLOSERS: dict[str, tuple[str, ...]] = {
    "negative": (
        "Never again.", "I want to cancel.", "Terrible experience.", "Please fix this.", "",
    ),
    "neutral": ("Let us see how it goes.", "Could be better.", "No strong opinion.", ""),
    "positive": ("Keep it up.", "I recommend it to everyone.", "Thank you!", ""),
}  # fmt: skip
