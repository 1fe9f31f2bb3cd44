-- The database that answers all questions. It can be built anew from the journal at any time, so a
-- change here needs no migration: count Database.SCHEMA up, and it is built anew at the next start.
-- All ids are made by the server; nothing here is generated (H2's generators can fall behind). JSON is
-- kept as bytes: H2 decodes texts letter by letter, and all of a page where one row is asked for.

CREATE TABLE setting (name VARCHAR PRIMARY KEY, text VARCHAR NOT NULL);

-- Researchers who may log in.
CREATE TABLE account (name VARCHAR PRIMARY KEY, json VARBINARY NOT NULL);

-- The last line applied, of each journal.
CREATE TABLE progress (journal VARCHAR PRIMARY KEY, sequence BIGINT NOT NULL);

-- responses, tests, withdrawn, refused, excluded: kept up to date with each line, so that nobody needs to count.
CREATE TABLE study (
  id VARCHAR PRIMARY KEY,
  state VARCHAR NOT NULL,
  responses BIGINT NOT NULL,
  tests BIGINT NOT NULL,
  withdrawn BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  excluded BIGINT NOT NULL,
  revision BIGINT NOT NULL);

-- Lines of the journal that go with a study when that is erased; more of them are in spent.
CREATE TABLE study_line (line BIGINT PRIMARY KEY, study VARCHAR NOT NULL);
CREATE INDEX study_line_study ON study_line (study);

-- When a study opens and closes by itself, if it does.
CREATE TABLE schedule (study VARCHAR PRIMARY KEY, json VARBINARY NOT NULL);

CREATE TABLE study_version (
  study VARCHAR NOT NULL,
  version INT NOT NULL,
  privacy VARCHAR NOT NULL,
  invited_only BOOLEAN NOT NULL,
  yaml VARCHAR NOT NULL,
  published TIMESTAMP(9) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (study, version));

CREATE TABLE invitation (
  token_hash VARCHAR PRIMARY KEY,
  study VARCHAR NOT NULL,
  label VARCHAR NOT NULL,
  place BIGINT NOT NULL,
  answered BOOLEAN NOT NULL,
  seed VARCHAR);
CREATE INDEX invitation_study ON invitation (study, place);

-- Lines of the journal that say which invitations there are.
CREATE TABLE invitation_line (line BIGINT PRIMARY KEY, study VARCHAR NOT NULL);
CREATE INDEX invitation_line_study ON invitation_line (study);

CREATE TABLE draft (
  participant VARCHAR PRIMARY KEY,
  submission VARCHAR NOT NULL,
  study VARCHAR NOT NULL,
  page VARCHAR NOT NULL,
  link_hash VARCHAR,
  json VARBINARY NOT NULL);
CREATE INDEX draft_submission ON draft (submission);
CREATE INDEX draft_link ON draft (link_hash);

CREATE TABLE draft_count (
  study VARCHAR NOT NULL,
  page VARCHAR NOT NULL,
  drafts BIGINT NOT NULL,
  PRIMARY KEY (study, page));

CREATE TABLE day_count (
  study VARCHAR NOT NULL,
  on_day DATE NOT NULL,
  responses BIGINT NOT NULL,
  PRIMARY KEY (study, on_day));

CREATE TABLE response (
  line BIGINT PRIMARY KEY,
  id VARCHAR NOT NULL UNIQUE,
  study VARCHAR NOT NULL,
  test BOOLEAN NOT NULL,
  submitted TIMESTAMP(9) WITH TIME ZONE NOT NULL,
  content BINARY(32) NOT NULL,
  receipt BINARY(32) NOT NULL,
  participant VARCHAR,
  panel VARCHAR,
  json VARBINARY NOT NULL,
  excluded VARCHAR,
  note VARCHAR);
CREATE INDEX response_study ON response (study, test, id);
CREATE UNIQUE INDEX response_receipt ON response (receipt);
CREATE INDEX response_panel ON response (panel);

-- Lines that say something of a response: they go with it.
CREATE TABLE remark_line (line BIGINT PRIMARY KEY, submission VARCHAR NOT NULL);
CREATE INDEX remark_line_submission ON remark_line (submission);

-- Ids of what was taken back or erased: it does not come again.
CREATE TABLE withdrawal (submission VARCHAR PRIMARY KEY);

-- Lines of the journal that say which tokens are spent: one token, or, gathered, all of its study.
CREATE TABLE spent (
  line BIGINT PRIMARY KEY,
  study VARCHAR NOT NULL,
  gathered BOOLEAN NOT NULL);
CREATE INDEX spent_study ON spent (study);

-- Lines of the journal that were found erased.
CREATE TABLE erased (line BIGINT PRIMARY KEY);

-- Lines that must not stay; erased if this database was built from a journal that no longer held
-- them.
CREATE TABLE unwanted (
  line BIGINT PRIMARY KEY,
  erased BOOLEAN NOT NULL);

CREATE TABLE install_time (
  id VARCHAR PRIMARY KEY,
  line BIGINT NOT NULL,
  study VARCHAR NOT NULL,
  waiting BOOLEAN NOT NULL,
  json VARBINARY NOT NULL);
CREATE INDEX install_time_study ON install_time (study, line);

CREATE TABLE audit (
  line BIGINT PRIMARY KEY,
  at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
  who VARCHAR NOT NULL,
  what VARCHAR NOT NULL,
  about VARCHAR NOT NULL);
