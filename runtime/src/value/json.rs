//! `jsonb`: a byte for the version of the format, then the text.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use super::{Unfit, Value};

impl Value for serde_json::Value {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        parse(bytes)
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        print(self, into)
    }
}

impl<T: Serialize + DeserializeOwned + Send + 'static> Value for Json<T> {
    fn decode(bytes: &[u8]) -> Result<Self, Unfit> {
        parse(bytes).map(Json)
    }

    fn encode(&self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        print(&self.0, into)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unfit> {
    let Some((1, text)) = bytes.split_first() else {
        return Err(Unfit::new("is not jsonb of version 1"));
    };
    serde_json::from_slice(text).map_err(|error| Unfit::new(format!("does not parse: {error}")))
}

fn print<T: Serialize>(value: &T, into: &mut Vec<u8>) -> Result<(), Unfit> {
    into.push(1);
    serde_json::to_writer(into, value)
        .map_err(|error| Unfit::new(format!("cannot be written as JSON: {error}")))
}
