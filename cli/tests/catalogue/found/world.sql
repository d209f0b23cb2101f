-- Countries and cities that refer to each other: keys of fixed width, a list of words as a check, `real` for shares, names
-- that are written together.
CREATE TABLE city (
    id integer NOT NULL,
    name text NOT NULL,
    countrycode character(3) NOT NULL,
    district text NOT NULL,
    population integer NOT NULL
);
CREATE TABLE country (
    code character(3) NOT NULL,
    name text NOT NULL,
    continent text NOT NULL,
    region text NOT NULL,
    surfacearea real NOT NULL,
    indepyear smallint,
    population integer NOT NULL,
    lifeexpectancy real,
    gnp numeric(10,2),
    gnpold numeric(10,2),
    localname text NOT NULL,
    headofstate text,
    capital integer,
    CONSTRAINT country_continent_check CHECK (continent = 'Asia' OR continent = 'Europe' OR continent = 'North America'
        OR continent = 'Africa' OR continent = 'Oceania' OR continent = 'Antarctica' OR continent = 'South America')
);
CREATE TABLE countrylanguage (
    countrycode character(3) NOT NULL,
    language text NOT NULL,
    isofficial boolean NOT NULL,
    percentage real NOT NULL
);
ALTER TABLE ONLY city ADD CONSTRAINT city_pkey PRIMARY KEY (id);
ALTER TABLE ONLY country ADD CONSTRAINT country_pkey PRIMARY KEY (code);
ALTER TABLE ONLY countrylanguage ADD CONSTRAINT countrylanguage_pkey PRIMARY KEY (countrycode, language);
ALTER TABLE ONLY city ADD CONSTRAINT city_countrycode_fkey FOREIGN KEY (countrycode) REFERENCES country (code)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY country ADD CONSTRAINT country_capital_fkey FOREIGN KEY (capital) REFERENCES city (id);
ALTER TABLE ONLY countrylanguage ADD CONSTRAINT countrylanguage_countrycode_fkey
    FOREIGN KEY (countrycode) REFERENCES country (code);
CREATE VIEW capital AS
    SELECT country.code, country.name AS country, city.name AS capital, city.population
    FROM country JOIN city ON city.id = country.capital;
INSERT INTO country VALUES
    ('NLD', 'Netherlands', 'Europe', 'Western Europe', 41526, 1581, 15864000, 78.3, 371362, 360478, 'Nederland', 'Beatrix', NULL),
    ('ATA', 'Antarctica', 'Antarctica', 'Antarctica', 13120000, NULL, 0, NULL, 0, NULL, '–', NULL, NULL);
INSERT INTO city VALUES (5, 'Amsterdam', 'NLD', 'Noord-Holland', 731200);
UPDATE country SET capital = 5 WHERE code = 'NLD';
INSERT INTO countrylanguage VALUES ('NLD', 'Dutch', true, 95.6), ('NLD', 'Fries', false, 3.7);
