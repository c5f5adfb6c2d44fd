//! The people of the demo.

/// Somebody to log in as.
pub struct Person {
    pub full_name: &'static str,
    pub username: &'static str,
}

/// Everybody's password.
pub const PASSWORD: &str = "seven quiet rivers";

/// A dozen people.
pub const CAST: &[Person] = &[
    Person { full_name: "Ana Marković", username: "ana" },
    Person { full_name: "Bo Lindqvist", username: "bo" },
    Person { full_name: "Chidi Okafor", username: "chidi" },
    Person { full_name: "Dara Ó Briain-Fitzgerald", username: "dara" },
    Person { full_name: "ليلى حداد", username: "layla" },
    Person { full_name: "山田 花子", username: "hanako" },
    Person { full_name: "Наталья Соколова", username: "natasha" },
    Person { full_name: "नेहा शर्मा", username: "neha" },
    Person { full_name: "Ελένη Παπαδοπούλου", username: "eleni" },
    Person { full_name: "김민준", username: "minjun" },
    Person { full_name: "Zoë", username: "zoe" },
    Person {
        full_name: "Maximiliane Wolfeschlegelsteinhausenbergerdorff von Hohenlohe",
        username: "maximiliane",
    },
];
