//! The OpenAPI document, to be read by people: plain HTML, made once, without scripts.

use std::fmt::{self, Write};

use serde_json::{Map, Value};

const HEAD: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
    <title>Natter: the JSON API</title><link rel=\"stylesheet\" href=\"/static/api.css\"></head><body>";

/// The page for a document.
pub(super) fn page(document: &Value) -> String {
    let mut page = String::from(HEAD);
    write_page(&mut page, document).expect("a string takes everything");
    page
}

fn write_page(page: &mut String, document: &Value) -> fmt::Result {
    write!(page, "<header><h1>The JSON API</h1>")?;
    write_prose(page, text(&document["info"]["description"]))?;
    write!(page, "<p><a href=\"/api/openapi.json\">The same as an OpenAPI document</a></p>")?;
    write!(page, "</header><main>")?;
    for tag in list(&document["tags"]) {
        let tag = text(&tag["name"]);
        write!(page, "<section><h2>{}</h2>", Escaped(tag))?;
        for (path, methods) in entries(&document["paths"]) {
            for (method, operation) in entries(methods) {
                if text(&operation["tags"][0]) == tag {
                    write_operation(page, method, path, operation, document)?;
                }
            }
        }
        write!(page, "</section>")?;
    }
    write!(page, "</main></body></html>")
}

fn write_operation(
    page: &mut String,
    method: &str,
    path: &str,
    operation: &Value,
    document: &Value,
) -> fmt::Result {
    let id = text(&operation["operationId"]);
    let method = method.to_ascii_uppercase();
    write!(
        page,
        "<article id=\"{}\"><h3><code>{method} {}</code></h3>",
        Escaped(id),
        Escaped(path)
    )?;
    write!(page, "<p>{}.</p>", Escaped(text(&operation["summary"])))?;
    write_prose(page, text(&operation["description"]))?;
    let parameters = list(&operation["parameters"]);
    if !parameters.is_empty() {
        write!(page, "<h4>Parameters</h4><dl>")?;
        for one in parameters {
            let (name, place) = (text(&one["name"]), text(&one["in"]));
            write!(page, "<dt><code>{}</code> in the {place}</dt>", Escaped(name))?;
            write!(page, "<dd>{}</dd>", Escaped(text(&one["description"])))?;
        }
        write!(page, "</dl>")?;
    }
    if let Some(body) = operation.get("requestBody") {
        write!(page, "<h4>Body</h4>")?;
        write_schema(page, &body["content"]["application/json"]["schema"], document)?;
    }
    write!(page, "<h4>Answers</h4><dl>")?;
    for (status, answer) in entries(&operation["responses"]) {
        write!(page, "<dt>{status}</dt><dd>{}", Escaped(text(&answer["description"])))?;
        if status.starts_with('2') {
            write_schema(page, &answer["content"]["application/json"]["schema"], document)?;
        }
        write!(page, "</dd>")?;
    }
    write!(page, "</dl></article>")
}

/// The fields of an object that a reference leads to, and those within.
fn write_schema(page: &mut String, schema: &Value, document: &Value) -> fmt::Result {
    match resolve(schema, document) {
        Some(found) if found["oneOf"].is_array() => {
            list(&found["oneOf"]).iter().try_for_each(|one| write_fields(page, one, document))
        }
        Some(found) => write_fields(page, found, document),
        None => Ok(()),
    }
}

fn write_fields(page: &mut String, found: &Value, document: &Value) -> fmt::Result {
    let fields: Vec<_> = entries(&found["properties"]).collect();
    if fields.is_empty() {
        return Ok(());
    }
    let required: Vec<&str> = list(&found["required"]).iter().map(text).collect();
    write!(page, "<ul>")?;
    for (name, field) in fields {
        let optional = if required.contains(&name.as_str()) { "" } else { ", optional" };
        write!(
            page,
            "<li><code>{}</code>: {}{optional}",
            Escaped(name),
            Escaped(&kind(field, document))
        )?;
        let about = text(&field["description"]);
        if !about.is_empty() {
            write!(page, ". {}", Escaped(about))?;
        }
        let inner = inner(field);
        if resolve(inner, document).is_some() {
            write_schema(page, inner, document)?;
        }
        write!(page, "</li>")?;
    }
    write!(page, "</ul>")
}

/// What is within: of a list its items, of something that may be `null` what else it may be.
fn inner(field: &Value) -> &Value {
    if field["items"].is_object() {
        return &field["items"];
    }
    let others = list(&field["oneOf"]).iter().find(|one| one["type"] != "null");
    others.unwrap_or(field)
}

fn resolve<'a>(schema: &Value, document: &'a Value) -> Option<&'a Value> {
    let name = schema["$ref"].as_str()?.rsplit('/').next()?;
    document["components"]["schemas"].get(name)
}

/// A field's type in a few words.
fn kind(field: &Value, document: &Value) -> String {
    if field["items"].is_object() {
        return format!("list of {}", kind(&field["items"], document));
    }
    let within = inner(field);
    let found = resolve(within, document).unwrap_or(within);
    let names: Vec<&str> = match &found["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().map(text).collect(),
        _ => vec![],
    };
    let mut said = match found["enum"].as_array() {
        Some(values) => values.iter().map(Value::to_string).collect::<Vec<_>>().join(" or "),
        None => names.join(" or "),
    };
    if let Some(format) = found["format"].as_str().filter(|format| !format.starts_with("int")) {
        said = format!("{said} ({format})");
    }
    if !std::ptr::eq(within, field) {
        said.push_str(" or null");
    }
    said
}

/// Paragraphs, with code and emphasis as Markdown has them.
fn write_prose(page: &mut String, prose: &str) -> fmt::Result {
    for paragraph in prose.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        write!(page, "<p>")?;
        for (at, part) in paragraph.split('`').enumerate() {
            if at % 2 == 1 {
                write!(page, "<code>{}</code>", Escaped(part))?;
                continue;
            }
            for (at, part) in part.split("**").enumerate() {
                match at % 2 {
                    1 => write!(page, "<strong>{}</strong>", Escaped(part))?,
                    _ => write!(page, "{}", Escaped(part))?,
                }
            }
        }
        write!(page, "</p>")?;
    }
    Ok(())
}

/// Text, where HTML stands.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            letter => f.write_char(letter),
        })
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
