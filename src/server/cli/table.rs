//! Columns that stand below one another.

use unicode_normalization::char::is_combining_mark;

/// Between two columns.
const GAP: &str = "  ";

/// Lines of text, each cell as wide as the widest of its column. What cannot be shown on a terminal,
/// or would steer it, is a question mark.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head = head.iter().map(|cell| (*cell).to_owned()).collect();
    let all: Vec<Vec<String>> = std::iter::once(&head)
        .chain(rows)
        .map(|row| row.iter().map(|c| shown(c)).collect())
        .collect();
    let widest =
        |column: usize| all.iter().map(|row| width(&row[column])).max().unwrap_or_default();
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let mut text = String::new();
    for row in &all {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide - width(cell)));
            line.push_str(GAP);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// In columns of a terminal, as most count them.
fn width(cell: &str) -> usize {
    cell.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match u32::from(c) {
        _ if is_combining_mark(c) => 0,
        // The scripts of East Asia, full-width forms and pictograms.
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF => 2,
        0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn shown(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another() {
        let rows = [vec!["ana".into(), "Ana Núñez".into()], vec!["bo".into(), "B\u{1b}[2J".into()]];
        let text = table(&["WHO", "NAME"], &rows);
        assert_eq!(text, "WHO  NAME\nana  Ana Núñez\nbo   B?[2J\n");
        let rows = [vec!["花子".into(), "x".into()], vec!["n\u{303}a".into(), "y".into()]];
        assert_eq!(table(&["WHO", "-"], &rows), "WHO   -\n花子  x\nn\u{303}a    y\n");
    }
}
