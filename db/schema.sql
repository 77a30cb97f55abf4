CREATE TABLE "idempotent_answer" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "key" VARCHAR(255) COLLATE "C" NOT NULL UNIQUE,
    "input_digest" VARCHAR(64) NOT NULL,
    "answer" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "idempotent_answer" IS 'What a verb answered to a key, written in the same transaction as the work.';

CREATE TABLE "interaction_group" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL
);

CREATE TABLE "interaction_template" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "cost" BIGINT NOT NULL,
    "duration_minutes" INT NOT NULL,
    "information_flow" VARCHAR(20),
    "initiated_by" VARCHAR(20),
    "correspondence_type" VARCHAR(20) NOT NULL,
    "ignore_contact_correspondence_type" BOOL NOT NULL,
    "default_language" VARCHAR(35),
    "group_id" BIGINT NOT NULL REFERENCES "interaction_group" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "interaction_template"."information_flow" IS 'INBOUND: INBOUND\nOUTBOUND: OUTBOUND';
COMMENT ON COLUMN "interaction_template"."initiated_by" IS 'US: US\nTHEM: THEM';
COMMENT ON COLUMN "interaction_template"."correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';

CREATE TABLE "number_series" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "prefix" VARCHAR(10) NOT NULL,
    "digits" INT NOT NULL,
    "last_value" BIGINT NOT NULL,
    "allow_manual" BOOL NOT NULL
);
COMMENT ON TABLE "number_series" IS 'Numbers that people read: a prefix and a count, such as SM00012.';

CREATE TABLE "salesperson" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "name" VARCHAR(100) COLLATE "C" NOT NULL,
    "email" VARCHAR(254),
    "phone" VARCHAR(30),
    "job_title" VARCHAR(100),
    "blocked" BOOL NOT NULL
);

CREATE TABLE "contact" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "number" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "external_id" VARCHAR(100) COLLATE "C"  UNIQUE,
    "kind" VARCHAR(20) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "name_folded" VARCHAR(300) COLLATE "C" NOT NULL,
    "job_title" VARCHAR(100),
    "email" VARCHAR(254),
    "email_folded" VARCHAR(520) COLLATE "C",
    "phone" VARCHAR(30),
    "mobile_phone" VARCHAR(30),
    "language" VARCHAR(35),
    "country" VARCHAR(2),
    "address" VARCHAR(200),
    "city" VARCHAR(100),
    "post_code" VARCHAR(20),
    "correspondence_type" VARCHAR(20) NOT NULL,
    "excluded_from_segments" BOOL NOT NULL,
    "privacy_blocked" BOOL NOT NULL,
    "minor" BOOL NOT NULL,
    "parental_consent" BOOL NOT NULL,
    "search_text" TEXT COLLATE "C" NOT NULL,
    "company_id" BIGINT REFERENCES "contact" ("id") ON DELETE RESTRICT,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "contact"."kind" IS 'COMPANY: COMPANY\nPERSON: PERSON';
COMMENT ON COLUMN "contact"."correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';

CREATE TABLE "marketing_setup" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "default_language" VARCHAR(35),
    "default_country" VARCHAR(2),
    "default_correspondence_type" VARCHAR(20) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "contact_number_series_id" BIGINT REFERENCES "number_series" ("id") ON DELETE RESTRICT,
    "default_salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE SET NULL,
    "segment_number_series_id" BIGINT REFERENCES "number_series" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "marketing_setup"."default_correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';

CREATE TABLE "segment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "number" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "status" VARCHAR(20) NOT NULL,
    "description" VARCHAR(100) NOT NULL,
    "description_folded" VARCHAR(300) COLLATE "C" NOT NULL,
    "cost" BIGINT,
    "duration_minutes" INT,
    "information_flow" VARCHAR(20),
    "initiated_by" VARCHAR(20),
    "correspondence_type" VARCHAR(20),
    "ignore_contact_correspondence_type" BOOL,
    "language" VARCHAR(35),
    "occurred_at" TIMESTAMPTZ,
    "logged_at" TIMESTAMPTZ,
    "canceled_at" TIMESTAMPTZ,
    "canceled_by" VARCHAR(100),
    "follow_up_of_id" BIGINT REFERENCES "segment" ("id") ON DELETE SET NULL,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT,
    "template_id" BIGINT REFERENCES "interaction_template" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "segment"."status" IS 'OPEN: OPEN\nLOGGED: LOGGED\nCANCELED: CANCELED';
COMMENT ON COLUMN "segment"."information_flow" IS 'INBOUND: INBOUND\nOUTBOUND: OUTBOUND';
COMMENT ON COLUMN "segment"."initiated_by" IS 'US: US\nTHEM: THEM';
COMMENT ON COLUMN "segment"."correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';

CREATE TABLE "segment_line" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "description" VARCHAR(100),
    "cost" BIGINT,
    "duration_minutes" INT,
    "information_flow" VARCHAR(20),
    "initiated_by" VARCHAR(20),
    "correspondence_type" VARCHAR(20),
    "language" VARCHAR(35),
    "occurred_at" TIMESTAMPTZ,
    "skipped_because" VARCHAR(40),
    "contact_id" BIGINT REFERENCES "contact" ("id") ON DELETE SET NULL,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT,
    "segment_id" BIGINT NOT NULL REFERENCES "segment" ("id") ON DELETE CASCADE,
    "template_id" BIGINT REFERENCES "interaction_template" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "segment_line"."information_flow" IS 'INBOUND: INBOUND\nOUTBOUND: OUTBOUND';
COMMENT ON COLUMN "segment_line"."initiated_by" IS 'US: US\nTHEM: THEM';
COMMENT ON COLUMN "segment_line"."correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';
COMMENT ON TABLE "segment_line" IS 'A contact on a segment. Null in a value column means that the line inherits it.';

CREATE TABLE "interaction" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "contact_name" VARCHAR(100),
    "description" VARCHAR(100),
    "occurred_at" TIMESTAMPTZ,
    "duration_minutes" INT,
    "cost" BIGINT,
    "evaluation" VARCHAR(20),
    "information_flow" VARCHAR(20),
    "initiated_by" VARCHAR(20),
    "correspondence_type" VARCHAR(20),
    "attempt_failed" BOOL NOT NULL,
    "language" VARCHAR(35),
    "remind_at" TIMESTAMPTZ,
    "logged_at" TIMESTAMPTZ,
    "canceled_at" TIMESTAMPTZ,
    "canceled_by" VARCHAR(100),
    "company_id" BIGINT REFERENCES "contact" ("id") ON DELETE RESTRICT,
    "contact_id" BIGINT REFERENCES "contact" ("id") ON DELETE RESTRICT,
    "group_id" BIGINT REFERENCES "interaction_group" ("id") ON DELETE RESTRICT,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT,
    "segment_id" BIGINT REFERENCES "segment" ("id") ON DELETE SET NULL,
    "segment_line_id" BIGINT REFERENCES "segment_line" ("id") ON DELETE SET NULL,
    "template_id" BIGINT REFERENCES "interaction_template" ("id") ON DELETE RESTRICT
);
COMMENT ON COLUMN "interaction"."status" IS 'POSTPONED: POSTPONED\nLOGGED: LOGGED\nCANCELED: CANCELED';
COMMENT ON COLUMN "interaction"."evaluation" IS 'VERY_POSITIVE: VERY_POSITIVE\nPOSITIVE: POSITIVE\nNEUTRAL: NEUTRAL\nNEGATIVE: NEGATIVE\nVERY_NEGATIVE: VERY_NEGATIVE';
COMMENT ON COLUMN "interaction"."information_flow" IS 'INBOUND: INBOUND\nOUTBOUND: OUTBOUND';
COMMENT ON COLUMN "interaction"."initiated_by" IS 'US: US\nTHEM: THEM';
COMMENT ON COLUMN "interaction"."correspondence_type" IS 'NONE: NONE\nHARD_COPY: HARD_COPY\nEMAIL: EMAIL';

CREATE TABLE "interaction_comment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "text" VARCHAR(2000) NOT NULL,
    "interaction_id" BIGINT NOT NULL REFERENCES "interaction" ("id") ON DELETE CASCADE
);

CREATE TABLE "template_language" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "language" VARCHAR(35) COLLATE "C" NOT NULL,
    "description" VARCHAR(100) NOT NULL,
    "template_id" BIGINT NOT NULL REFERENCES "interaction_template" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_template_la_templat_aaca84" UNIQUE ("template_id", "language")
);

ALTER TABLE "interaction_template" ADD CONSTRAINT "template_not_negative" CHECK (cost >= 0 AND duration_minutes >= 0);

ALTER TABLE "interaction_template" ADD CONSTRAINT "template_correspondence_known" CHECK (correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL'));

ALTER TABLE "interaction_template" ADD CONSTRAINT "template_flow_known" CHECK (information_flow IN ('INBOUND', 'OUTBOUND'));

ALTER TABLE "interaction_template" ADD CONSTRAINT "template_initiator_known" CHECK (initiated_by IN ('US', 'THEM'));

ALTER TABLE "number_series" ADD CONSTRAINT "series_in_range" CHECK (digits BETWEEN 1 AND 15 AND last_value >= 0);

ALTER TABLE "contact" ADD CONSTRAINT "contact_kind_known" CHECK (kind IN ('COMPANY', 'PERSON'));

ALTER TABLE "contact" ADD CONSTRAINT "contact_correspondence_known" CHECK (correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL'));

ALTER TABLE "contact" ADD CONSTRAINT "contact_company_has_no_company" CHECK (kind = 'PERSON' OR company_id IS NULL);

ALTER TABLE "contact" ADD CONSTRAINT "contact_minor_needs_consent" CHECK (privacy_blocked OR parental_consent OR NOT minor);

ALTER TABLE "marketing_setup" ADD CONSTRAINT "setup_is_one_row" CHECK (id = 1);

ALTER TABLE "segment" ADD CONSTRAINT "segment_not_negative" CHECK (cost >= 0 AND duration_minutes >= 0);

ALTER TABLE "segment" ADD CONSTRAINT "segment_status_known" CHECK (status IN ('OPEN', 'LOGGED', 'CANCELED'));

ALTER TABLE "segment" ADD CONSTRAINT "segment_flow_known" CHECK (information_flow IN ('INBOUND', 'OUTBOUND'));

ALTER TABLE "segment" ADD CONSTRAINT "segment_initiator_known" CHECK (initiated_by IN ('US', 'THEM'));

ALTER TABLE "segment" ADD CONSTRAINT "segment_correspondence_known" CHECK (correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL'));

ALTER TABLE "segment" ADD CONSTRAINT "segment_logged_at_a_moment" CHECK ((status = 'OPEN') = (logged_at IS NULL));

ALTER TABLE "segment" ADD CONSTRAINT "segment_canceled_at_a_moment" CHECK ((status = 'CANCELED') = (canceled_at IS NOT NULL));

ALTER TABLE "segment_line" ADD CONSTRAINT "line_not_negative" CHECK (cost >= 0 AND duration_minutes >= 0);

ALTER TABLE "segment_line" ADD CONSTRAINT "line_flow_known" CHECK (information_flow IN ('INBOUND', 'OUTBOUND'));

ALTER TABLE "segment_line" ADD CONSTRAINT "line_initiator_known" CHECK (initiated_by IN ('US', 'THEM'));

ALTER TABLE "segment_line" ADD CONSTRAINT "line_correspondence_known" CHECK (correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_not_negative" CHECK (cost >= 0 AND duration_minutes >= 0);

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_status_known" CHECK (status IN ('POSTPONED', 'LOGGED', 'CANCELED'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_evaluation_known" CHECK (evaluation IN ('VERY_POSITIVE', 'POSITIVE', 'NEUTRAL', 'NEGATIVE', 'VERY_NEGATIVE'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_flow_known" CHECK (information_flow IN ('INBOUND', 'OUTBOUND'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_initiator_known" CHECK (initiated_by IN ('US', 'THEM'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_correspondence_known" CHECK (correspondence_type IN ('NONE', 'HARD_COPY', 'EMAIL'));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_logged_whole" CHECK (status = 'POSTPONED' OR (logged_at IS NOT NULL AND occurred_at IS NOT NULL AND template_id IS NOT NULL AND salesperson_id IS NOT NULL AND description IS NOT NULL));

ALTER TABLE "interaction" ADD CONSTRAINT "interaction_canceled_at_a_moment" CHECK ((status = 'CANCELED') = (canceled_at IS NOT NULL));

CREATE INDEX "answer_by_age" ON "idempotent_answer" ("created_at");

CREATE INDEX "template_by_group" ON "interaction_template" ("group_id", "code", "id");

CREATE INDEX "contact_by_name" ON "contact" ("name_folded", "id");

CREATE INDEX "contact_by_creation" ON "contact" ("created_at", "id");

CREATE INDEX "contact_by_email" ON "contact" ("email_folded", "id");

CREATE INDEX "contact_by_company" ON "contact" ("company_id", "number", "id");

CREATE INDEX "contact_by_salesperson" ON "contact" ("salesperson_id", "number", "id");

CREATE INDEX "segment_by_description" ON "segment" ("description_folded", "id");

CREATE INDEX "segment_by_creation" ON "segment" ("created_at", "id");

CREATE INDEX "segment_by_log" ON "segment" ("logged_at", "id");

CREATE INDEX "segment_by_template" ON "segment" ("template_id", "id");

CREATE INDEX "segment_by_salesperson" ON "segment" ("salesperson_id", "number", "id");

CREATE INDEX "segment_by_origin" ON "segment" ("follow_up_of_id", "number", "id");

CREATE INDEX "line_by_segment" ON "segment_line" ("segment_id", "id");

CREATE INDEX "line_by_contact" ON "segment_line" ("contact_id", "segment_id");

CREATE INDEX "line_by_template" ON "segment_line" ("template_id", "id");

CREATE INDEX "line_by_salesperson" ON "segment_line" ("salesperson_id", "id");

CREATE INDEX "interaction_by_moment" ON "interaction" ("occurred_at", "id");

CREATE INDEX "interaction_by_creation" ON "interaction" ("created_at", "id");

CREATE INDEX "interaction_by_contact" ON "interaction" ("contact_id", "occurred_at", "id");

CREATE INDEX "interaction_by_company" ON "interaction" ("company_id", "occurred_at", "id");

CREATE INDEX "interaction_by_salesperson" ON "interaction" ("salesperson_id", "occurred_at", "id");

CREATE INDEX "interaction_by_template" ON "interaction" ("template_id", "occurred_at", "id");

CREATE INDEX "interaction_by_group" ON "interaction" ("group_id", "occurred_at", "id");

CREATE INDEX "interaction_by_segment" ON "interaction" ("segment_id", "occurred_at", "id");

CREATE INDEX "comment_by_interaction" ON "interaction_comment" ("interaction_id", "id");

CREATE UNIQUE INDEX interaction_by_line ON interaction (segment_line_id);

CREATE INDEX postponed_by_creation ON interaction (created_at, id) WHERE status = 'POSTPONED';

CREATE INDEX postponed_by_contact ON interaction (contact_id, created_at, id) WHERE status = 'POSTPONED';

CREATE INDEX postponed_by_salesperson ON interaction (salesperson_id, created_at, id) WHERE status = 'POSTPONED';

INSERT INTO number_series
    (revision, created_at, updated_at, code, description, prefix, digits, last_value, allow_manual)
VALUES
    (1, '2026-11-24 00:00:00+00:00', '2026-11-24 00:00:00+00:00', 'CONT', 'Contacts', 'CT', 6, 0, TRUE),
    (1, '2026-11-24 00:00:00+00:00', '2026-11-24 00:00:00+00:00', 'SEGM', 'Segments', 'SM', 5, 0, TRUE);

INSERT INTO marketing_setup
    (id, revision, created_at, updated_at, contact_number_series_id, segment_number_series_id,
     default_correspondence_type, currency)
SELECT 1, 1, '2026-11-24 00:00:00+00:00', '2026-11-24 00:00:00+00:00',
       (SELECT id FROM number_series WHERE code = 'CONT'),
       (SELECT id FROM number_series WHERE code = 'SEGM'), 'NONE', 'USD';

CREATE TABLE "campaign_status" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL
);

CREATE TABLE "campaign" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "number" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "description_folded" VARCHAR(300) COLLATE "C" NOT NULL,
    "starts_on" DATE,
    "ends_on" DATE,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT,
    "status_id" BIGINT REFERENCES "campaign_status" ("id") ON DELETE RESTRICT
);

CREATE TABLE "campaign_entry" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "description" VARCHAR(100) NOT NULL,
    "occurred_at" TIMESTAMPTZ NOT NULL,
    "stand_alone" BOOL NOT NULL,
    "takes_more" BOOL NOT NULL,
    "canceled_at" TIMESTAMPTZ,
    "canceled_by" VARCHAR(100),
    "campaign_id" BIGINT NOT NULL REFERENCES "campaign" ("id") ON DELETE RESTRICT,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT,
    "segment_id" BIGINT REFERENCES "segment" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_campaign_en_campaig_ef199b" UNIQUE ("campaign_id", "segment_id")
);
COMMENT ON TABLE "campaign_entry" IS 'What counts towards a campaign: a logged segment, or the interactions that no segment logged.';

ALTER TABLE "campaign" ADD CONSTRAINT "campaign_ends_after_it_starts" CHECK (starts_on <= ends_on);

ALTER TABLE "campaign_entry" ADD CONSTRAINT "campaign_entry_of_a_segment_or_alone" CHECK (NOT stand_alone OR segment_id IS NULL);

ALTER TABLE "campaign_entry" ADD CONSTRAINT "campaign_entry_takes_more_alone" CHECK (NOT takes_more OR (stand_alone AND canceled_at IS NULL));

ALTER TABLE "segment" ADD COLUMN "campaign_id" BIGINT REFERENCES "campaign" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment" ADD COLUMN "campaign_target" BOOL;

ALTER TABLE "segment" ADD COLUMN "campaign_response" BOOL;

ALTER TABLE "segment_line" ADD COLUMN "campaign_id" BIGINT REFERENCES "campaign" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment_line" ADD COLUMN "campaign_target" BOOL;

ALTER TABLE "segment_line" ADD COLUMN "campaign_response" BOOL;

ALTER TABLE "interaction" ADD COLUMN "campaign_id" BIGINT REFERENCES "campaign" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction" ADD COLUMN "campaign_target" BOOL;

ALTER TABLE "interaction" ADD COLUMN "campaign_response" BOOL;

ALTER TABLE "interaction" ADD COLUMN "campaign_entry_id" BIGINT REFERENCES "campaign_entry" ("id") ON DELETE SET NULL;

ALTER TABLE "interaction_template" ADD COLUMN "campaign_id" BIGINT REFERENCES "campaign" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction_template" ADD COLUMN "campaign_target" BOOL NOT NULL DEFAULT FALSE;

ALTER TABLE "interaction_template" ADD COLUMN "campaign_response" BOOL NOT NULL DEFAULT FALSE;

ALTER TABLE "marketing_setup" ADD COLUMN "campaign_number_series_id" BIGINT REFERENCES "number_series" ("id") ON DELETE RESTRICT;

CREATE INDEX "campaign_by_description" ON "campaign" ("description_folded", "id");

CREATE INDEX "campaign_by_creation" ON "campaign" ("created_at", "id");

CREATE INDEX "campaign_by_salesperson" ON "campaign" ("salesperson_id", "number", "id");

CREATE INDEX "campaign_by_status" ON "campaign" ("status_id", "number", "id");

CREATE INDEX "campaign_entry_by_campaign" ON "campaign_entry" ("campaign_id", "occurred_at", "id");

CREATE INDEX "campaign_entry_by_segment" ON "campaign_entry" ("segment_id", "occurred_at", "id");

CREATE INDEX "campaign_entry_by_salesperson" ON "campaign_entry" ("salesperson_id", "id");

CREATE UNIQUE INDEX campaign_entry_that_takes_more ON campaign_entry (campaign_id) WHERE takes_more;

CREATE INDEX interaction_by_campaign ON interaction (campaign_id, occurred_at, id) WHERE campaign_id IS NOT NULL;

CREATE INDEX interaction_by_campaign_entry ON interaction (campaign_entry_id, occurred_at, id) WHERE campaign_entry_id IS NOT NULL;

CREATE INDEX segment_by_campaign ON segment (campaign_id, number, id) WHERE campaign_id IS NOT NULL;

CREATE INDEX line_by_campaign ON segment_line (campaign_id, id) WHERE campaign_id IS NOT NULL;

CREATE INDEX template_by_campaign ON interaction_template (campaign_id, code, id) WHERE campaign_id IS NOT NULL;

INSERT INTO number_series
    (revision, created_at, updated_at, code, description, prefix, digits, last_value, allow_manual)
SELECT 1, '2026-11-24 00:00:00+00:00', '2026-11-24 00:00:00+00:00', 'CAMP', 'Campaigns', 'CP', 4, 0, TRUE
WHERE NOT EXISTS (SELECT 1 FROM number_series WHERE code = 'CAMP');

UPDATE marketing_setup
SET campaign_number_series_id = (SELECT id FROM number_series WHERE code = 'CAMP');

CREATE TABLE "saved_criteria" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100)
);

CREATE TABLE "saved_criteria_step" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "criteria" TEXT NOT NULL,
    "options" VARCHAR(200) NOT NULL,
    "names" TEXT NOT NULL,
    "saved_criteria_id" BIGINT NOT NULL REFERENCES "saved_criteria" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "saved_criteria_step"."kind" IS 'ADD: ADD\nREDUCE: REDUCE\nREFINE: REFINE\nREUSE_LOGGED: REUSE_LOGGED\nADD_BY_HAND: ADD_BY_HAND\nREMOVE_BY_HAND: REMOVE_BY_HAND';

CREATE TABLE "segment_step" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "position" INT NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "criteria" TEXT NOT NULL,
    "options" VARCHAR(200) NOT NULL,
    "names" TEXT NOT NULL,
    "added_count" INT NOT NULL,
    "removed_count" INT NOT NULL,
    "segment_id" BIGINT NOT NULL REFERENCES "segment" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "segment_step"."kind" IS 'ADD: ADD\nREDUCE: REDUCE\nREFINE: REFINE\nREUSE_LOGGED: REUSE_LOGGED\nADD_BY_HAND: ADD_BY_HAND\nREMOVE_BY_HAND: REMOVE_BY_HAND';
COMMENT ON TABLE "segment_step" IS 'Undoing the last step clears its marks first: what still belongs to a step that goes, goes with it.';

ALTER TABLE "saved_criteria_step" ADD CONSTRAINT "saved_step_kind_known" CHECK (kind IN ('ADD', 'REDUCE', 'REFINE', 'REUSE_LOGGED', 'ADD_BY_HAND', 'REMOVE_BY_HAND'));

ALTER TABLE "segment_step" ADD CONSTRAINT "step_kind_known" CHECK (kind IN ('ADD', 'REDUCE', 'REFINE', 'REUSE_LOGGED', 'ADD_BY_HAND', 'REMOVE_BY_HAND'));

ALTER TABLE "segment_step" ADD CONSTRAINT "step_not_negative" CHECK (added_count >= 0 AND removed_count >= 0);

ALTER TABLE "segment_line" ADD COLUMN "added_by_step_id" BIGINT REFERENCES "segment_step" ("id") ON DELETE CASCADE;

ALTER TABLE "segment_line" ADD COLUMN "removed_by_step_id" BIGINT REFERENCES "segment_step" ("id") ON DELETE CASCADE;

CREATE INDEX "line_by_step" ON "segment_line" ("added_by_step_id");

CREATE UNIQUE INDEX step_by_segment ON segment_step (segment_id, position);

CREATE UNIQUE INDEX saved_step_by_criteria ON saved_criteria_step (saved_criteria_id, position);

CREATE INDEX line_there ON segment_line (segment_id, id) WHERE removed_by_step_id IS NULL;

CREATE INDEX line_by_removing_step ON segment_line (removed_by_step_id) WHERE removed_by_step_id IS NOT NULL;

CREATE TABLE "mailing_group" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "description_folded" VARCHAR(300) COLLATE "C" NOT NULL
);

CREATE TABLE "industry_group" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "description_folded" VARCHAR(300) COLLATE "C" NOT NULL
);

CREATE TABLE "job_responsibility" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL,
    "description_folded" VARCHAR(300) COLLATE "C" NOT NULL
);

CREATE TABLE "contact_mailing_group" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    "mailing_group_id" BIGINT NOT NULL REFERENCES "mailing_group" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_contact_mai_mailing_a4469c" UNIQUE ("mailing_group_id", "contact_id")
);

CREATE TABLE "contact_industry_group" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    "industry_group_id" BIGINT NOT NULL REFERENCES "industry_group" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_contact_ind_industr_8a1c6e" UNIQUE ("industry_group_id", "contact_id")
);
COMMENT ON TABLE "contact_industry_group" IS 'Of companies only: the industry groups of a person are those of the company.';

CREATE TABLE "contact_job_responsibility" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    "job_responsibility_id" BIGINT NOT NULL REFERENCES "job_responsibility" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_contact_job_job_res_d48284" UNIQUE ("job_responsibility_id", "contact_id")
);
COMMENT ON TABLE "contact_job_responsibility" IS 'Of persons only.';

CREATE INDEX "mailing_group_by_description" ON "mailing_group" ("description_folded", "id");

CREATE INDEX "industry_group_by_description" ON "industry_group" ("description_folded", "id");

CREATE INDEX "job_responsibility_by_description" ON "job_responsibility" ("description_folded", "id");

CREATE INDEX "mailing_group_by_contact" ON "contact_mailing_group" ("contact_id", "mailing_group_id");

CREATE INDEX "industry_group_by_contact" ON "contact_industry_group" ("contact_id", "industry_group_id");

CREATE INDEX "job_responsibility_by_contact" ON "contact_job_responsibility" ("contact_id", "job_responsibility_id");

ALTER TABLE "marketing_setup" ADD COLUMN "inherit_salesperson" BOOL NOT NULL DEFAULT TRUE;

ALTER TABLE "marketing_setup" ADD COLUMN "inherit_country" BOOL NOT NULL DEFAULT TRUE;

ALTER TABLE "marketing_setup" ADD COLUMN "inherit_language" BOOL NOT NULL DEFAULT TRUE;

ALTER TABLE "marketing_setup" ADD COLUMN "inherit_address" BOOL NOT NULL DEFAULT TRUE;

ALTER TABLE "marketing_setup" ADD COLUMN "inherit_communication" BOOL NOT NULL DEFAULT TRUE;

CREATE TABLE "alternative_address" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(20) COLLATE "C" NOT NULL,
    "name" VARCHAR(100),
    "address" VARCHAR(200),
    "city" VARCHAR(100),
    "post_code" VARCHAR(20),
    "country" VARCHAR(2),
    "phone" VARCHAR(30),
    "email" VARCHAR(254),
    "contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_alternative_contact_8cab11" UNIQUE ("contact_id", "code")
);

CREATE TABLE "alternative_address_period" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "alternative_address_id" BIGINT NOT NULL REFERENCES "alternative_address" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_alternative_alterna_14efe1" UNIQUE ("alternative_address_id", "starts_on")
);

ALTER TABLE "alternative_address_period" ADD CONSTRAINT "period_ends_after_its_start" CHECK (ends_on >= starts_on);

CREATE TABLE "merged_contact" (
    "id" BIGINT NOT NULL  PRIMARY KEY,
    "number" VARCHAR(20) COLLATE "C" NOT NULL,
    "external_id" VARCHAR(100) COLLATE "C",
    "merged_at" TIMESTAMPTZ NOT NULL,
    "merged_by" VARCHAR(100),
    "winner_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "merged_contact" IS 'A contact that was merged into another: its id and number answer with the winner.';

CREATE INDEX "merged_contact_by_number" ON "merged_contact" ("number");

CREATE INDEX "merged_contact_by_external_id" ON "merged_contact" ("external_id");

CREATE INDEX "merged_contact_by_winner" ON "merged_contact" ("winner_id");

ALTER TABLE "contact" ADD COLUMN "name_key" VARCHAR(300) COLLATE "C";

CREATE INDEX "contact_by_name_key" ON "contact" ("kind", "name_key", "id");

CREATE INDEX "contact_by_kind_and_email" ON "contact" ("kind", "email_folded", "id");

CREATE INDEX "contact_by_phone" ON "contact" ("kind", "phone", "id");

CREATE INDEX "contact_by_mobile_phone" ON "contact" ("kind", "mobile_phone", "id");

CREATE INDEX postponed_by_company ON interaction (company_id, created_at, id) WHERE status = 'POSTPONED';

CREATE TABLE "blob" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "sha256" VARCHAR(64) COLLATE "C" NOT NULL UNIQUE,
    "size" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "blob" IS 'Bytes in the storage, under the SHA-256 of what they are. Files of the same bytes share them.';

CREATE TABLE "attachment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(200) NOT NULL,
    "media_type" VARCHAR(100) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "blob_id" BIGINT NOT NULL REFERENCES "blob" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "attachment" IS 'A file as it was uploaded. It is never changed: another version is another attachment.';

CREATE TABLE "content" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "subject" VARCHAR(200) NOT NULL,
    "body_html" TEXT,
    "body_text" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "content" IS 'A letter with merge fields. It is never changed: whoever changes a letter points at a new one.';

CREATE TABLE "content_attachment" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "position" INT NOT NULL,
    "attachment_id" BIGINT NOT NULL REFERENCES "attachment" ("id") ON DELETE RESTRICT,
    "content_id" BIGINT NOT NULL REFERENCES "content" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_content_att_content_ab199e" UNIQUE ("content_id", "position")
);
COMMENT ON TABLE "content_attachment" IS 'A file that goes with a letter, in the order of the list.';

CREATE TABLE "segment_content" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "language" VARCHAR(35) COLLATE "C" NOT NULL,
    "content_id" BIGINT NOT NULL REFERENCES "content" ("id") ON DELETE RESTRICT,
    "segment_id" BIGINT NOT NULL REFERENCES "segment" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_segment_con_segment_665339" UNIQUE ("segment_id", "language")
);
COMMENT ON TABLE "segment_content" IS 'What a segment sends in a language, in place of what its template would.';

CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "email" VARCHAR(254),
    "attempt_count" INT NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "held_by" VARCHAR(100),
    "held_until" TIMESTAMPTZ,
    "response" VARCHAR(500),
    "message_id" VARCHAR(300),
    "sent_at" TIMESTAMPTZ,
    "interaction_id" BIGINT NOT NULL REFERENCES "interaction" ("id") ON DELETE CASCADE,
    "segment_id" BIGINT REFERENCES "segment" ("id") ON DELETE SET NULL,
    CONSTRAINT "uid_delivery_interac_a9c17b" UNIQUE ("interaction_id")
);
COMMENT ON COLUMN "delivery"."status" IS 'QUEUED: QUEUED\nSENDING: SENDING\nSENT: SENT\nFAILED: FAILED\nSKIPPED: SKIPPED\nCANCELED: CANCELED';
COMMENT ON TABLE "delivery" IS 'One message for one entry of the log. Who holds it and until when matters only while it is queued.';

CREATE TABLE "salutation" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "code" VARCHAR(10) COLLATE "C" NOT NULL UNIQUE,
    "description" VARCHAR(100) NOT NULL
);

CREATE TABLE "salutation_formula" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "language" VARCHAR(35) COLLATE "C" NOT NULL,
    "formality" VARCHAR(20) NOT NULL,
    "text" VARCHAR(100) NOT NULL,
    "parts" VARCHAR(200) NOT NULL,
    "salutation_id" BIGINT NOT NULL REFERENCES "salutation" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "salutation_formula"."formality" IS 'FORMAL: FORMAL\nINFORMAL: INFORMAL';
COMMENT ON TABLE "salutation_formula" IS 'A greeting with slots %1 to %5. `parts` names the part of the name for each, as a JSON list.';

ALTER TABLE "blob" ADD CONSTRAINT "blob_not_negative" CHECK (size >= 0);

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_status_known" CHECK (status IN ('QUEUED', 'SENT', 'FAILED', 'SKIPPED'));

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_sent_at_a_moment" CHECK ((status = 'SENT') = (sent_at IS NOT NULL));

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_needs_an_address" CHECK (email IS NOT NULL OR status = 'SKIPPED');

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_not_negative" CHECK (attempt_count >= 0);

ALTER TABLE "salutation_formula" ADD CONSTRAINT "formula_formality_known" CHECK (formality IN ('FORMAL', 'INFORMAL'));

ALTER TABLE "interaction" ADD COLUMN "content_id" BIGINT REFERENCES "content" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment_line" ADD COLUMN "content_id" BIGINT REFERENCES "content" ("id") ON DELETE RESTRICT;

ALTER TABLE "template_language" ADD COLUMN "content_id" BIGINT REFERENCES "content" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction" ADD COLUMN "merge_values" TEXT;

ALTER TABLE "contact" ADD COLUMN "first_name" VARCHAR(50);

ALTER TABLE "contact" ADD COLUMN "middle_name" VARCHAR(50);

ALTER TABLE "contact" ADD COLUMN "surname" VARCHAR(50);

ALTER TABLE "contact" ADD COLUMN "initials" VARCHAR(10);

ALTER TABLE "contact" ADD COLUMN "salutation_id" BIGINT REFERENCES "salutation" ("id") ON DELETE RESTRICT;

ALTER TABLE "marketing_setup" ADD COLUMN "default_company_salutation_id" BIGINT REFERENCES "salutation" ("id") ON DELETE SET NULL;

ALTER TABLE "marketing_setup" ADD COLUMN "default_person_salutation_id" BIGINT REFERENCES "salutation" ("id") ON DELETE SET NULL;

CREATE INDEX "attachment_by_blob" ON "attachment" ("blob_id");

CREATE INDEX "attachment_by_creation" ON "attachment" ("created_at", "id");

CREATE INDEX "content_by_creation" ON "content" ("created_at", "id");

CREATE INDEX "content_by_attachment" ON "content_attachment" ("attachment_id");

CREATE INDEX "segment_content_by_content" ON "segment_content" ("content_id");

CREATE INDEX "delivery_by_segment" ON "delivery" ("segment_id", "id");

CREATE INDEX "delivery_by_segment_status" ON "delivery" ("segment_id", "status", "id");

CREATE INDEX interaction_by_content ON interaction (content_id) WHERE content_id IS NOT NULL;

CREATE INDEX segment_line_by_content ON segment_line (content_id) WHERE content_id IS NOT NULL;

CREATE INDEX template_language_by_content ON template_language (content_id) WHERE content_id IS NOT NULL;

CREATE INDEX contact_by_salutation ON contact (salutation_id) WHERE salutation_id IS NOT NULL;

CREATE INDEX delivery_by_turn ON delivery (due_at, id) WHERE status = 'QUEUED';

CREATE UNIQUE INDEX formula_by_salutation ON salutation_formula (salutation_id, language, formality);

CREATE TABLE "api_key" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) COLLATE "C" NOT NULL,
    "role" VARCHAR(20) NOT NULL,
    "scopes" TEXT,
    "prefix" VARCHAR(16) COLLATE "C" NOT NULL UNIQUE,
    "digest" VARCHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "last_used_at" TIMESTAMPTZ,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE RESTRICT
);
CREATE INDEX "api_key_by_salesperson" ON "api_key" ("salesperson_id");
COMMENT ON COLUMN "api_key"."role" IS 'READER: READER\nSALESPERSON: SALESPERSON\nMARKETER: MARKETER\nADMIN: ADMIN';
COMMENT ON TABLE "api_key" IS 'What a program calls with. The key itself is never kept: its digest is, and the part that people see.';

CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "happened_at" TIMESTAMPTZ NOT NULL,
    "action" VARCHAR(60) COLLATE "C" NOT NULL,
    "subject" VARCHAR(100) COLLATE "C",
    "subjects" TEXT NOT NULL,
    "caller_kind" VARCHAR(20) NOT NULL,
    "caller" VARCHAR(300) COLLATE "C" NOT NULL,
    "caller_name" VARCHAR(200) NOT NULL,
    "address" VARCHAR(64),
    "request_id" VARCHAR(100) NOT NULL,
    "operation_name" VARCHAR(200)
);
CREATE INDEX "audit_by_subject" ON "audit_entry" ("subject", "id");
CREATE INDEX "audit_by_caller" ON "audit_entry" ("caller", "id");
CREATE INDEX "audit_by_moment" ON "audit_entry" ("happened_at", "id");
COMMENT ON TABLE "audit_entry" IS 'One write: who did what to which node, when, and from where. Written in the transaction of the write.';

DROP INDEX "merged_contact_by_winner";

ALTER TABLE "merged_contact" RENAME COLUMN "winner_id" TO "kept_contact_id";

CREATE INDEX "merged_contact_by_kept_contact" ON "merged_contact" ("kept_contact_id");

CREATE TABLE "interaction_correction" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "revision" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "reason" VARCHAR(200),
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "interaction_id" BIGINT NOT NULL REFERENCES "interaction" ("id") ON DELETE CASCADE
);
CREATE INDEX "correction_by_interaction" ON "interaction_correction" ("interaction_id", "id");
COMMENT ON TABLE "interaction_correction" IS 'What an entry of the log said before somebody corrected it, and what it says since. It is never changed.';

CREATE TABLE "distinct_contact" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "created_at" TIMESTAMPTZ NOT NULL,
    "contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    "other_contact_id" BIGINT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_distinct_co_contact_50fcc4" UNIQUE ("contact_id", "other_contact_id")
);
CREATE INDEX "distinct_contact_by_other" ON "distinct_contact" ("other_contact_id", "contact_id");
COMMENT ON TABLE "distinct_contact" IS 'Somebody said that two contacts are not one, however much they look alike: a row for each of the two ways.';

CREATE TABLE "caller" (
    "id" BIGSERIAL NOT NULL PRIMARY KEY,
    "identity" VARCHAR(300) COLLATE "C" NOT NULL UNIQUE,
    "kind" VARCHAR(20) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "api_key_id" BIGINT REFERENCES "api_key" ("id") ON DELETE SET NULL,
    "salesperson_id" BIGINT REFERENCES "salesperson" ("id") ON DELETE SET NULL
);
CREATE INDEX "caller_by_salesperson" ON "caller" ("salesperson_id");
COMMENT ON TABLE "caller" IS 'Whoever made, logged or canceled something: a row for each identity, with what it was last called.';

ALTER TABLE "interaction" RENAME COLUMN "canceled_by" TO "canceled_by_name";

ALTER TABLE "segment" RENAME COLUMN "canceled_by" TO "canceled_by_name";

ALTER TABLE "campaign_entry" RENAME COLUMN "canceled_by" TO "canceled_by_name";

ALTER TABLE "interaction" ADD COLUMN "created_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction" ADD COLUMN "logged_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction" ADD COLUMN "canceled_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment" ADD COLUMN "created_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment" ADD COLUMN "logged_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "segment" ADD COLUMN "canceled_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "campaign_entry" ADD COLUMN "canceled_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction_comment" ADD COLUMN "author_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

ALTER TABLE "interaction_correction" ADD COLUMN "corrected_by_id" BIGINT REFERENCES "caller" ("id") ON DELETE RESTRICT;

INSERT INTO caller (identity, kind, name, salesperson_id, api_key_id)
SELECT entry.caller, entry.caller_kind, entry.caller_name, api_key.salesperson_id, api_key.id
FROM audit_entry AS entry LEFT JOIN api_key ON entry.caller = 'key:' || api_key.prefix
WHERE entry.id IN (SELECT max(id) FROM audit_entry GROUP BY caller);

INSERT INTO caller (identity, kind, name)
SELECT 'name:' || name, 'LOCAL', name FROM (SELECT canceled_by_name AS name FROM interaction UNION SELECT canceled_by_name AS name FROM segment UNION SELECT canceled_by_name AS name FROM campaign_entry) AS canceled
WHERE name IS NOT NULL AND 1 <> (SELECT count(*) FROM caller WHERE caller.name = canceled.name);

UPDATE interaction AS canceled SET canceled_by_id = COALESCE(
    (SELECT id FROM caller WHERE identity = 'name:' || canceled_by_name),
    (SELECT id FROM caller WHERE name = canceled_by_name)) WHERE canceled_by_name IS NOT NULL;

UPDATE segment AS canceled SET canceled_by_id = COALESCE(
    (SELECT id FROM caller WHERE identity = 'name:' || canceled_by_name),
    (SELECT id FROM caller WHERE name = canceled_by_name)) WHERE canceled_by_name IS NOT NULL;

UPDATE campaign_entry AS canceled SET canceled_by_id = COALESCE(
    (SELECT id FROM caller WHERE identity = 'name:' || canceled_by_name),
    (SELECT id FROM caller WHERE name = canceled_by_name)) WHERE canceled_by_name IS NOT NULL;

UPDATE interaction AS done SET created_by_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'Interaction:' || done.id AND entry.action = 'createInteraction' ORDER BY entry.id DESC LIMIT 1) WHERE created_by_id IS NULL;

UPDATE interaction AS done SET logged_by_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'Interaction:' || done.id AND entry.action = 'resumeInteraction' ORDER BY entry.id DESC LIMIT 1) WHERE logged_by_id IS NULL AND logged_at IS NOT NULL;

UPDATE interaction AS done SET logged_by_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'Interaction:' || done.id AND entry.action = 'createInteraction' ORDER BY entry.id DESC LIMIT 1) WHERE logged_by_id IS NULL AND logged_at IS NOT NULL;

UPDATE interaction_comment AS done SET author_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'InteractionComment:' || done.id AND entry.action = 'addInteractionComment' ORDER BY entry.id DESC LIMIT 1) WHERE author_id IS NULL;

UPDATE segment AS done SET created_by_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'Segment:' || done.id AND entry.action = 'createSegment' ORDER BY entry.id DESC LIMIT 1) WHERE created_by_id IS NULL;

UPDATE segment AS done SET logged_by_id = (SELECT caller.id FROM audit_entry AS entry JOIN caller ON caller.identity = entry.caller
        WHERE entry.subject = 'Segment:' || done.id AND entry.action = 'logSegment' ORDER BY entry.id DESC LIMIT 1) WHERE logged_by_id IS NULL AND logged_at IS NOT NULL;

ALTER TABLE "interaction" DROP COLUMN "canceled_by_name";

ALTER TABLE "segment" DROP COLUMN "canceled_by_name";

ALTER TABLE "campaign_entry" DROP COLUMN "canceled_by_name";

ALTER TABLE "audit_entry" RENAME COLUMN "address" TO "ip_address";

ALTER TABLE "interaction" RENAME COLUMN "group_id" TO "interaction_group_id";

ALTER TABLE "interaction_template" RENAME COLUMN "group_id" TO "interaction_group_id";

ALTER TABLE "interaction_template" RENAME COLUMN "ignore_contact_correspondence_type" TO "ignores_contact_correspondence_type";

ALTER TABLE "segment" RENAME COLUMN "ignore_contact_correspondence_type" TO "ignores_contact_correspondence_type";

ALTER TABLE "interaction_template" RENAME COLUMN "campaign_target" TO "is_campaign_target";

ALTER TABLE "interaction_template" RENAME COLUMN "campaign_response" TO "is_campaign_response";

ALTER TABLE "segment" RENAME COLUMN "campaign_target" TO "is_campaign_target";

ALTER TABLE "segment" RENAME COLUMN "campaign_response" TO "is_campaign_response";

ALTER TABLE "segment_line" RENAME COLUMN "campaign_target" TO "is_campaign_target";

ALTER TABLE "segment_line" RENAME COLUMN "campaign_response" TO "is_campaign_response";

ALTER TABLE "interaction" RENAME COLUMN "campaign_target" TO "is_campaign_target";

ALTER TABLE "interaction" RENAME COLUMN "campaign_response" TO "is_campaign_response";

ALTER TABLE "campaign_entry" RENAME COLUMN "stand_alone" TO "is_stand_alone";

ALTER TABLE "contact" RENAME COLUMN "minor" TO "is_minor";

ALTER TABLE "contact" RENAME COLUMN "parental_consent" TO "has_parental_consent";

ALTER TABLE "salesperson" RENAME COLUMN "blocked" TO "is_blocked";

ALTER TABLE "number_series" RENAME COLUMN "allow_manual" TO "allows_manual_numbers";

ALTER TABLE "campaign_status" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "interaction_group" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "interaction_template" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "number_series" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "salutation" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "saved_criteria" ADD COLUMN "description_folded" VARCHAR(300) COLLATE "C";

ALTER TABLE "salesperson" ADD COLUMN "name_folded" VARCHAR(300) COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE "content" ADD COLUMN "subject_folded" VARCHAR(600) COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX "campaign_status_by_description" ON "campaign_status" ("description_folded", "id");

CREATE INDEX "interaction_group_by_description" ON "interaction_group" ("description_folded", "id");

CREATE INDEX "template_by_description" ON "interaction_template" ("description_folded", "id");

CREATE INDEX "number_series_by_description" ON "number_series" ("description_folded", "id");

CREATE INDEX "salutation_by_description" ON "salutation" ("description_folded", "id");

CREATE INDEX "salesperson_by_name" ON "salesperson" ("name_folded", "id");

CREATE INDEX "content_by_subject" ON "content" ("subject_folded", "id");

CREATE INDEX "campaign_status_by_creation" ON "campaign_status" ("created_at", "id");

CREATE INDEX "interaction_group_by_creation" ON "interaction_group" ("created_at", "id");

CREATE INDEX "template_by_creation" ON "interaction_template" ("created_at", "id");

CREATE INDEX "number_series_by_creation" ON "number_series" ("created_at", "id");

CREATE INDEX "salutation_by_creation" ON "salutation" ("created_at", "id");

CREATE INDEX "saved_criteria_by_creation" ON "saved_criteria" ("created_at", "id");

CREATE INDEX "salesperson_by_creation" ON "salesperson" ("created_at", "id");

CREATE INDEX "mailing_group_by_creation" ON "mailing_group" ("created_at", "id");

CREATE INDEX "industry_group_by_creation" ON "industry_group" ("created_at", "id");

CREATE INDEX "job_responsibility_by_creation" ON "job_responsibility" ("created_at", "id");

CREATE INDEX "api_key_by_creation" ON "api_key" ("created_at", "id");

CREATE INDEX "campaign_status_by_change" ON "campaign_status" ("updated_at", "id");

CREATE INDEX "interaction_group_by_change" ON "interaction_group" ("updated_at", "id");

CREATE INDEX "template_by_change" ON "interaction_template" ("updated_at", "id");

CREATE INDEX "number_series_by_change" ON "number_series" ("updated_at", "id");

CREATE INDEX "salutation_by_change" ON "salutation" ("updated_at", "id");

CREATE INDEX "saved_criteria_by_change" ON "saved_criteria" ("updated_at", "id");

CREATE INDEX "salesperson_by_change" ON "salesperson" ("updated_at", "id");

CREATE INDEX "mailing_group_by_change" ON "mailing_group" ("updated_at", "id");

CREATE INDEX "industry_group_by_change" ON "industry_group" ("updated_at", "id");

CREATE INDEX "job_responsibility_by_change" ON "job_responsibility" ("updated_at", "id");

CREATE INDEX "campaign_by_change" ON "campaign" ("updated_at", "id");

CREATE INDEX "contact_by_change" ON "contact" ("updated_at", "id");

CREATE INDEX "interaction_by_change" ON "interaction" ("updated_at", "id");

CREATE INDEX "segment_by_change" ON "segment" ("updated_at", "id");

CREATE INDEX "interaction_by_log" ON "interaction" ("logged_at", "id");

CREATE INDEX "api_key_by_name" ON "api_key" ("name", "id");

CREATE INDEX saved_criteria_by_description ON saved_criteria (COALESCE(description_folded, ''), id);

CREATE INDEX campaign_by_start ON campaign (COALESCE(starts_on, '9999-12-30'), id);

CREATE INDEX segment_by_logging ON segment (COALESCE(logged_at, '9999-12-31 00:00:00+00:00'), id);

CREATE INDEX postponed_by_change ON interaction (updated_at, id) WHERE status = 'POSTPONED';

CREATE INDEX postponed_by_moment ON interaction (COALESCE(occurred_at, '9999-12-31 00:00:00+00:00'), id) WHERE status = 'POSTPONED';

CREATE INDEX postponed_by_reminder ON interaction (COALESCE(remind_at, '9999-12-31 00:00:00+00:00'), id) WHERE status = 'POSTPONED';

ALTER TABLE "content" RENAME TO "letter_content";

ALTER TABLE "content_attachment" RENAME TO "letter_content_attachment";

ALTER TABLE "segment_content" RENAME TO "segment_letter_content";

ALTER TABLE "letter_content_attachment" RENAME COLUMN "content_id" TO "letter_content_id";

ALTER TABLE "segment_letter_content" RENAME COLUMN "content_id" TO "letter_content_id";

ALTER TABLE "template_language" RENAME COLUMN "content_id" TO "letter_content_id";

ALTER TABLE "segment_line" RENAME COLUMN "content_id" TO "letter_content_id";

ALTER TABLE "interaction" RENAME COLUMN "content_id" TO "letter_content_id";

ALTER TABLE "contact" RENAME COLUMN "address" TO "line1";

ALTER TABLE "contact" RENAME COLUMN "post_code" TO "postal_code";

ALTER TABLE "contact" RENAME COLUMN "country" TO "country_code";

ALTER TABLE "alternative_address" RENAME COLUMN "address" TO "line1";

ALTER TABLE "alternative_address" RENAME COLUMN "post_code" TO "postal_code";

ALTER TABLE "alternative_address" RENAME COLUMN "country" TO "country_code";

ALTER TABLE "contact" ADD COLUMN "line2" VARCHAR(200);

ALTER TABLE "contact" ADD COLUMN "region" VARCHAR(100);

ALTER TABLE "alternative_address" ADD COLUMN "line2" VARCHAR(200);

ALTER TABLE "alternative_address" ADD COLUMN "region" VARCHAR(100);

ALTER TABLE "marketing_setup" RENAME COLUMN "default_country" TO "default_country_code";

ALTER TABLE "marketing_setup" DROP COLUMN "inherit_country";

ALTER TABLE "delivery" ADD COLUMN "not_before" TIMESTAMPTZ;

ALTER TABLE "delivery" DROP CONSTRAINT "delivery_status_known";

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_status_known" CHECK (status IN ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'SKIPPED', 'CANCELED'));

ALTER TABLE "delivery" ADD CONSTRAINT "delivery_sent_by_somebody" CHECK (status <> 'SENDING' OR (held_by IS NOT NULL AND held_until IS NOT NULL));

UPDATE delivery SET status = 'CANCELED' WHERE status = 'SKIPPED' AND email IS NOT NULL AND response IN ('Called off.', 'The entry was canceled before the message was sent.', 'The contact was deleted before the message was sent.', 'The contact was blocked for privacy before the message was sent.');

UPDATE delivery SET status = 'SENDING' WHERE status = 'QUEUED' AND held_by IS NOT NULL AND held_until IS NOT NULL;

CREATE INDEX delivery_by_lease ON delivery (held_until) WHERE status = 'SENDING';
