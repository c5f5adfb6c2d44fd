//! A row as bytes that do not depend on the database: CBOR (RFC 8949), a map with text keys.
//!
//! The same row always becomes the same bytes, so that what was restored can be compared. A UUID is
//! tag 37 over its 16 bytes, a record's id is tag 8 over its table and its key.

use ciborium::Value as Cbor;
use surrealdb::types::{Array, Bytes, Number, Object, RecordId, RecordIdKey, Uuid, Value};

use super::DbError;

const RECORD_ID: u64 = 8;
const UUID: u64 = 37;

/// The bytes of a row.
///
/// # Errors
/// [`DbError::Unusable`] if there is something in it that Natter never writes.
pub(super) fn encode(row: Value) -> Result<Vec<u8>, DbError> {
    let mut bytes = vec![];
    ciborium::into_writer(&to_cbor(row)?, &mut bytes).map_err(|error| foreign(&error))?;
    Ok(bytes)
}

/// The row that became these bytes.
///
/// # Errors
/// [`DbError::Unusable`] if none did.
pub(super) fn decode(bytes: &[u8]) -> Result<Value, DbError> {
    from_cbor(ciborium::from_reader(bytes).map_err(|error| foreign(&error))?)
}

fn foreign(found: &impl ToString) -> DbError {
    DbError::Unusable(format!("a row holds what Natter did not write: {}", found.to_string()))
}

fn to_cbor(value: Value) -> Result<Cbor, DbError> {
    Ok(match value {
        Value::Null => Cbor::Null,
        Value::Bool(value) => Cbor::Bool(value),
        Value::Number(Number::Int(number)) => Cbor::Integer(number.into()),
        Value::Number(Number::Float(number)) => Cbor::Float(number),
        Value::String(text) => Cbor::Text(text),
        Value::Bytes(bytes) => Cbor::Bytes(bytes.into_inner().to_vec()),
        Value::Uuid(uuid) => of_uuid(uuid),
        Value::RecordId(RecordId { table, key }) => {
            let parts = vec![Cbor::Text(table.to_string()), of_key(key)?];
            Cbor::Tag(RECORD_ID, Box::new(Cbor::Array(parts)))
        }
        Value::Array(array) => of_array(array)?,
        Value::Object(object) => of_object(object)?,
        other => return Err(foreign(&format!("{:?}", other.kind()))),
    })
}

fn of_uuid(uuid: Uuid) -> Cbor {
    Cbor::Tag(UUID, Box::new(Cbor::Bytes(uuid.into_inner().as_bytes().to_vec())))
}

fn of_array(array: Array) -> Result<Cbor, DbError> {
    array.into_vec().into_iter().map(to_cbor).collect::<Result<_, _>>().map(Cbor::Array)
}

fn of_object(object: Object) -> Result<Cbor, DbError> {
    let fields = object.into_inner().into_iter();
    // What is not there is left out, as in the database.
    let fields = fields.filter(|(_, value)| !matches!(value, Value::None));
    let fields = fields.map(|(name, value)| Ok((Cbor::Text(name), to_cbor(value)?)));
    fields.collect::<Result<_, _>>().map(Cbor::Map)
}

fn of_key(key: RecordIdKey) -> Result<Cbor, DbError> {
    Ok(match key {
        RecordIdKey::Number(number) => Cbor::Integer(number.into()),
        RecordIdKey::String(text) => Cbor::Text(text),
        RecordIdKey::Uuid(uuid) => of_uuid(uuid),
        RecordIdKey::Array(array) => of_array(array)?,
        RecordIdKey::Object(object) => of_object(object)?,
        RecordIdKey::Range(_) => return Err(foreign(&"a range for an id")),
    })
}

fn from_cbor(cbor: Cbor) -> Result<Value, DbError> {
    Ok(match cbor {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => Value::Bool(value),
        Cbor::Integer(number) => {
            Value::Number(Number::Int(number.try_into().map_err(|error| foreign(&error))?))
        }
        Cbor::Float(number) => Value::Number(Number::Float(number)),
        Cbor::Text(text) => Value::String(text),
        Cbor::Bytes(bytes) => Value::Bytes(Bytes::from(bytes)),
        Cbor::Tag(UUID, inner) => Value::Uuid(to_uuid(*inner)?),
        Cbor::Tag(RECORD_ID, inner) => Value::RecordId(to_record_id(*inner)?),
        Cbor::Array(values) => Value::Array(to_array(values)?),
        Cbor::Map(fields) => Value::Object(to_object(fields)?),
        other => return Err(foreign(&format!("{other:?}"))),
    })
}

fn to_uuid(inner: Cbor) -> Result<Uuid, DbError> {
    let bytes = inner.into_bytes().ok().and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    bytes.map(|bytes| uuid::Uuid::from_bytes(bytes).into()).ok_or_else(|| foreign(&"a short UUID"))
}

fn to_record_id(inner: Cbor) -> Result<RecordId, DbError> {
    let parts = inner.into_array().ok().and_then(|parts| <[Cbor; 2]>::try_from(parts).ok());
    let Some([Cbor::Text(table), key]) = parts else { return Err(foreign(&"half an id")) };
    let key = match from_cbor(key)? {
        Value::Number(Number::Int(number)) => RecordIdKey::Number(number),
        Value::String(text) => RecordIdKey::String(text),
        Value::Uuid(uuid) => RecordIdKey::Uuid(uuid),
        Value::Array(array) => RecordIdKey::Array(array),
        Value::Object(object) => RecordIdKey::Object(object),
        other => return Err(foreign(&format!("{:?} for an id", other.kind()))),
    };
    Ok(RecordId::new(table, key))
}

fn to_array(values: Vec<Cbor>) -> Result<Array, DbError> {
    let values: Result<Vec<Value>, DbError> = values.into_iter().map(from_cbor).collect();
    values.map(Array::from)
}

fn to_object(fields: Vec<(Cbor, Cbor)>) -> Result<Object, DbError> {
    let mut object = Object::new();
    for (name, value) in fields {
        let Cbor::Text(name) = name else { return Err(foreign(&"a field without a name")) };
        object.insert(name, from_cbor(value)?);
    }
    Ok(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Value {
        let id = uuid::Uuid::from_bytes([7; 16]);
        let key = Array::from(vec![Value::String("a.b".into()), Value::Number(Number::Int(3))]);
        let mut row = Object::new();
        row.insert("id", Value::RecordId(RecordId::new("message", key)));
        row.insert("sender", Value::RecordId(RecordId::new("user", Uuid::from(id))));
        row.insert("client_id", Value::Uuid(id.into()));
        row.insert("sealed", Value::Bytes(vec![0, 255, 1].into()));
        row.insert("sent_at", Value::Number(Number::Int(-5)));
        row.insert("busy", Value::Bool(true));
        row.insert("names", Value::Array(Array::from(vec![Value::Null])));
        Value::Object(row)
    }

    #[test]
    fn a_row_becomes_bytes_and_is_the_same_again() {
        let bytes = encode(row()).unwrap();
        assert_eq!(decode(&bytes), Ok(row()));
        assert_eq!(encode(decode(&bytes).unwrap()), Ok(bytes));
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let Value::Object(mut fields) = row() else { panic!() };
        fields.insert("last_seen", Value::None);
        assert_eq!(encode(Value::Object(fields)), encode(row()));
    }

    #[test]
    fn bytes_that_are_no_row_are_an_error_and_no_panic() {
        let whole = encode(row()).unwrap();
        for end in 0..whole.len() {
            assert!(decode(&whole[..end]).is_err(), "{end}");
        }
        for wrong in [&[0xC8, 0x80][..], &[0xD8, 37, 0x41, 0], &[0xA1, 0x01, 0x02]] {
            assert!(decode(wrong).is_err(), "{wrong:?}");
        }
    }
}
