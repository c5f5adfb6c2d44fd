//! Who says what to whom in the demo: the same every time.

/// One thing said.
pub struct Line {
    /// Places in the cast.
    pub from: usize,
    pub to: usize,
    pub text: &'static str,
    /// It answers what the other said, who was read therefore.
    pub answers: bool,
}

/// An endless, repeatable stream of small talk.
pub struct Chatter {
    people: usize,
    state: u64,
    speaker: usize,
    listener: usize,
    left: u64,
}

impl Chatter {
    pub fn new(people: usize) -> Self {
        Self { people, state: 0x9E37_79B9_7F4A_7C15, speaker: 0, listener: 1, left: 40 }
    }

    pub fn next_line(&mut self) -> Line {
        let answers = self.left > 0 && self.roll(3) > 0;
        if self.left == 0 {
            self.next_pair();
        } else if answers {
            std::mem::swap(&mut self.speaker, &mut self.listener);
        }
        self.left = self.left.saturating_sub(1);
        let text = LINES[self.roll(LINES.len() as u64) as usize];
        Line { from: self.speaker, to: self.listener, text, answers }
    }

    /// Half of all conversations are the first person's, so that there is much to see there.
    fn next_pair(&mut self) {
        let people = self.people as u64;
        self.speaker = if self.roll(2) == 0 { 0 } else { self.roll(people) as usize };
        let step = 1 + self.roll(people - 1) as usize;
        self.listener = (self.speaker + step) % self.people;
        if self.roll(2) == 0 {
            std::mem::swap(&mut self.speaker, &mut self.listener);
        }
        self.left = 5 + self.roll(35);
    }

    /// xorshift64 (Marsaglia 2003): small talk needs no better.
    fn roll(&mut self, sides: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % sides
    }
}

const LINES: &[&str] = &[
    "Morning! Did you sleep?",
    "Like a stone. You?",
    "The train is late again. Twelve minutes, they say.",
    "Can you bring the blue folder?",
    "Yes, it is on the kitchen table.",
    "👍",
    "😂😂",
    "❤️",
    "I will be there at eight. If not, start without me.",
    "That is the best news this week.",
    "Have you read what Dara sent? I think we should answer today, before everyone is away.",
    "Not yet. Tonight.",
    "Ok",
    "One moment, I am on the phone",
    "Back.",
    "So here is the plan:\n1. Meet at the old bridge\n2. Walk up to the chapel\n3. Eat whatever there is",
    "Count me in!",
    "What about the rain?",
    "There is no bad weather, only bad shoes.",
    "I found the recipe: two cups of flour, one of water, salt, and more patience than I have.",
    "It worked! The bread is a little flat, but it is bread.",
    "Who has the key to the cellar?",
    "Me. Sorry. It was in my coat all along.",
    "https://en.wikipedia.org/wiki/Natterjack_toad",
    "Did you know that they run instead of hopping?",
    "Nobody will believe this. I was standing in the queue, minding my own business, when the man in \
     front of me turned round and said: «You are Ana's sister, are you not?» And he was our teacher \
     from the fourth class. He remembered everything, even the business with the goldfish.",
    "No!",
    "Yes. Even the goldfish.",
    "Could you look at page 14 when you have time? The numbers in the third column do not add up.",
    "They do now. There was a comma missing.",
    "Thank you, thank you, thank you",
    "See you tomorrow.",
    "Sleep well",
    "Übermorgen passt mir besser, da bin ich den ganzen Nachmittag frei.",
    "Alles klar, dann um drei am Brunnen.",
    "Grüße an deine Mutter!",
    "On se retrouve devant la bibliothèque ?",
    "Parfait, j’apporte les croissants 🥐",
    "¿Has visto la luna esta noche?",
    "Está enorme. Casi da miedo.",
    "Доброе утро! Как прошла дорога?",
    "Хорошо, только долго. Уже дома, пью чай.",
    "Пришли фотографии, когда будет время.",
    "صباح الخير، هل وصلت الرسالة؟",
    "نعم، شكراً جزيلاً! سأقرأها هذا المساء.",
    "نلتقي غداً في الساعة 10:30 أمام المكتبة",
    "おはよう。昨日はありがとう！",
    "こちらこそ。また来週会いましょう。",
    "駅に着いたら連絡してね",
    "안녕! 오늘 저녁에 시간 있어?",
    "응, 일곱 시 이후로 괜찮아.",
    "नमस्ते, आप कैसे हैं?",
    "मैं ठीक हूँ, धन्यवाद। बच्चे भी अच्छे हैं।",
    "Καλημέρα! Τι κάνεις;",
    "Όλα καλά, ευχαριστώ. Τα λέμε το βράδυ;",
    "我到了，在门口等你。",
    "好的，两分钟。",
    "The word is Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.",
    "You made that up.",
    "I did not. Ask Maximiliane.",
    "Tickets are 14,50 € each; I can order four if everybody says yes by Friday.",
    "Yes from me",
    "Yes, and for Zoë too",
    "🎉",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_talks_to_nobody_and_every_line_is_heard() {
        let mut chatter = Chatter::new(12);
        let lines: Vec<Line> = (0..3_000).map(|_| chatter.next_line()).collect();
        assert!(lines.iter().all(|line| line.from < 12 && line.to < 12 && line.from != line.to));
        for text in LINES {
            assert!(lines.iter().any(|line| line.text == *text), "{text}");
        }
    }
}
