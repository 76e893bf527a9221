SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE FUNCTION public.leaves_stand() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'a leaf of the log is never changed or deleted'; END $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.answers (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    principal character varying(200) NOT NULL,
    digest bytea NOT NULL,
    turn character varying(64) NOT NULL,
    free_at bigint NOT NULL,
    answer bytea,
    expires_at bigint NOT NULL
);
ALTER TABLE ONLY public.answers FORCE ROW LEVEL SECURITY;
CREATE TABLE public.clocks (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    kind character varying(100) NOT NULL,
    about character varying(200) NOT NULL,
    calendar character varying(100) NOT NULL,
    started_at bigint NOT NULL,
    half_at bigint NOT NULL,
    most_at bigint NOT NULL,
    due_at bigint NOT NULL,
    told integer NOT NULL,
    next_at bigint,
    stopped_at bigint
);
ALTER TABLE ONLY public.clocks FORCE ROW LEVEL SECURITY;
CREATE TABLE public.deliveries (
    tenant character varying(64) NOT NULL,
    event character varying(64) NOT NULL,
    subscriber character varying(100) NOT NULL,
    next_at bigint NOT NULL,
    attempts integer NOT NULL,
    trouble character varying(100),
    done_at bigint
);
ALTER TABLE ONLY public.deliveries FORCE ROW LEVEL SECURITY;
CREATE TABLE public.erasures (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    asked_at bigint NOT NULL,
    kept bytea NOT NULL,
    done_at bigint,
    event character varying(64)
);
ALTER TABLE ONLY public.erasures FORCE ROW LEVEL SECURITY;
CREATE TABLE public.events (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    name character varying(100) NOT NULL,
    body bytea NOT NULL,
    said_at bigint NOT NULL,
    spread_at bigint
);
ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;
CREATE TABLE public.holds (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    case_id character varying(100) NOT NULL,
    rule character varying(100) NOT NULL,
    basis character varying(20) NOT NULL,
    review_at bigint NOT NULL,
    set_by character varying(64) NOT NULL,
    set_at bigint NOT NULL,
    second character varying(64),
    lifting character varying(64),
    lifted_at bigint
);
ALTER TABLE ONLY public.holds FORCE ROW LEVEL SECURITY;
CREATE TABLE public.installation (
    id integer NOT NULL,
    epoch integer NOT NULL,
    restoring character varying(64),
    reopened_at bigint
);
CREATE SEQUENCE public.installation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.installation_id_seq OWNED BY public.installation.id;
CREATE TABLE public.leaves (
    id bigint NOT NULL,
    tenant character varying(64) NOT NULL,
    event character varying(64) NOT NULL,
    body bytea NOT NULL,
    written_at bigint NOT NULL,
    "position" bigint
);
ALTER TABLE ONLY public.leaves FORCE ROW LEVEL SECURITY;
CREATE SEQUENCE public.leaves_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.leaves_id_seq OWNED BY public.leaves.id;
CREATE TABLE public.retained (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    what character varying(100) NOT NULL,
    rule character varying(100) NOT NULL,
    until bigint NOT NULL,
    ended_at bigint
);
ALTER TABLE ONLY public.retained FORCE ROW LEVEL SECURITY;
CREATE TABLE public.subjects (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    epoch integer NOT NULL,
    key character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    opened_at bigint NOT NULL
);
ALTER TABLE ONLY public.subjects FORCE ROW LEVEL SECURITY;
CREATE TABLE public.tenants (
    id character varying(64) NOT NULL,
    opened_at bigint NOT NULL
);
ALTER TABLE ONLY public.installation ALTER COLUMN id SET DEFAULT nextval('public.installation_id_seq'::regclass);
ALTER TABLE ONLY public.leaves ALTER COLUMN id SET DEFAULT nextval('public.leaves_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0009');
INSERT INTO public.answers VALUES ('acme', 'key', 'somebody', '\x646967657374', 'turn', 1795352400000000, NULL, 1795352400000000);
INSERT INTO public.clocks VALUES ('acme', 'c1', 'rule', 'thing', 'hours', 1795348800000000, 1795350600000000, 1795351680000000, 1795352400000000, 0, 1795350600000000, NULL);
INSERT INTO public.clocks VALUES ('acme', 'c82a36f3bb23d34e92951b9277da7cd4d41ebe6193858ddfe8aa503a4476571c', 'subject.hold_review', '01a20320-a200-7d6a-97fb-357a97f32a6a', 'civil', 1795348800000000, 1796212800000000, 1796731200000000, 1797076800000000, 0, 1796212800000000, NULL);
INSERT INTO public.deliveries VALUES ('acme', '01a20320-a200-7069-ae5c-d7723b8215a3', 'busy', 1795348801000000, 1, 'store.busy', NULL);
INSERT INTO public.erasures VALUES ('acme', '01a20320-a200-719d-9277-c42c873d80d5', '01a20320-a200-7b35-8dff-b3f57429a54f', 'waiting', 1795348800000000, '\x5b5d', NULL, NULL);
INSERT INTO public.erasures VALUES ('acme', '01a20320-a200-7f7b-8bfd-65c3d0152105', '01a20320-a200-7dd8-8e63-9fbac9a74c90', 'done', 1795348800000000, '\x5b7b2277686174223a227265616c5f6e616d65222c2272756c65223a22434e2d44532d39222c22756e74696c223a22323032362d31322d32325431323a30303a30305a227d5d', 1795348800000000, '01a20320-a200-72b2-b90c-50193d8e0f54');
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b89-9cfc-557d80587e46', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d373830632d626532312d373334646464376637336536227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7937-b2f9-577e4bdb88f5', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7e9f-8a46-467e523634f8', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7069-ae5c-d7723b8215a3', 'test.happened', '\x7b226e756d626572223a317d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7f46-aa3c-20058b5f8cb5', 'subject.hold_set', '\x7b226261736973223a2263617365222c2263617365223a22636173652d31222c22686f6c64223a2230316132303332302d613230302d376436612d393766622d333537613937663332613661222c227265766965775f6174223a22323032362d31322d31325431323a30303a30305a222c2272756c65223a224453412d3136222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d31222c227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7f88-9de8-3b64c12546fe', 'subject.erasure_held', '\x7b2262656361757365223a5b7b227265766965775f6174223a22323032362d31322d31325431323a30303a30305a222c2272756c65223a224453412d3136227d5d2c2265726173757265223a2230316132303332302d613230302d373139642d393237372d633432633837336438306435222c227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7de1-896e-5399fdfd21cb', 'subject.epoch_raised', '\x7b2265706f6368223a322c22726561736f6e223a2265726173757265222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7f6a-bfaa-7c386e69267b', 'subject.erasure_begun', '\x7b2265726173757265223a2230316132303332302d613230302d376637622d386266642d363563336430313532313035222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-72b2-b90c-50193d8e0f54', 'subject.erased', '\x7b2265726173757265223a2230316132303332302d613230302d376637622d386266642d363563336430313532313035222c226b657074223a5b7b2272756c65223a22434e2d44532d39222c22756e74696c223a22323032362d31322d32325431323a30303a30305a222c2277686174223a227265616c5f6e616d65227d5d2c226b6579223a2230316132303332302d613230302d373763372d383131362d623732666637643466366265222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930227d', 1795348800000000, 1795348800000000);
INSERT INTO public.holds VALUES ('acme', '01a20320-a200-7d6a-97fb-357a97f32a6a', '01a20320-a200-7b35-8dff-b3f57429a54f', 'case-1', 'DSA-16', 'case', 1797076800000000, 'officer-1', 1795348800000000, NULL, NULL, NULL);
INSERT INTO public.installation VALUES (1, 1, NULL, NULL);
INSERT INTO public.leaves VALUES (1, 'acme', '01a20320-a200-7b89-9cfc-557d80587e46', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d373830632d626532312d373334646464376637336536222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376238392d396366632d353537643830353837653436222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (2, 'acme', '01a20320-a200-7937-b2f9-577e4bdb88f5', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373933372d623266392d353737653462646238386635222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (3, 'acme', '01a20320-a200-7e9f-8a46-467e523634f8', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376539662d386134362d343637653532333633346638222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (4, 'acme', '01a20320-a200-7069-ae5c-d7723b8215a3', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226e756d626572223a312c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373036392d616535632d643737323362383231356133222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22746573742e68617070656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (5, 'acme', '01a20320-a200-7f46-aa3c-20058b5f8cb5', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226261736973223a2263617365222c2263617365223a22636173652d31222c22686f6c64223a2230316132303332302d613230302d376436612d393766622d333537613937663332613661222c227265766965775f6174223a22323032362d31322d31325431323a30303a30305a222c2272756c65223a224453412d3136222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d31222c227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376634362d616133632d323030353862356638636235222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e686f6c645f736574227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (6, 'acme', '01a20320-a200-7f88-9de8-3b64c12546fe', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22626563617573652e7265766965775f6174223a5b22323032362d31322d31325431323a30303a30305a225d2c22626563617573652e72756c65223a5b224453412d3136225d2c2265726173757265223a2230316132303332302d613230302d373139642d393237372d633432633837336438306435222c227375626a656374223a2230316132303332302d613230302d376233352d386466662d623366353734323961353466222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376638382d396465382d336236346331323534366665222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261737572655f68656c64227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (7, 'acme', '01a20320-a200-7de1-896e-5399fdfd21cb', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265706f6368223a322c22726561736f6e223a2265726173757265222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376465312d383936652d353339396664666432316362222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e65706f63685f726169736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (8, 'acme', '01a20320-a200-7f6a-bfaa-7c386e69267b', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265726173757265223a2230316132303332302d613230302d376637622d386266642d363563336430313532313035222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376636612d626661612d376333383665363932363762222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261737572655f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (9, 'acme', '01a20320-a200-72b2-b90c-50193d8e0f54', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265726173757265223a2230316132303332302d613230302d376637622d386266642d363563336430313532313035222c226b6570742e72756c65223a5b22434e2d44532d39225d2c226b6570742e756e74696c223a5b22323032362d31322d32325431323a30303a30305a225d2c226b6570742e77686174223a5b227265616c5f6e616d65225d2c226b6579223a2230316132303332302d613230302d373763372d383131362d623732666637643466366265222c227375626a656374223a2230316132303332302d613230302d376464382d386536332d396662616339613734633930222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373262322d623930632d353031393364386530663534222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261736564227d', 1795348800000000, NULL);
INSERT INTO public.retained VALUES ('acme', '01a20320-a200-7bb4-b5f8-be6555143386', '01a20320-a200-7dd8-8e63-9fbac9a74c90', 'real_name', 'CN-DS-9', 1797940800000000, NULL);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-780c-be21-734ddd7f73e6', 1, '01a20320-a200-7218-9e73-f0459a0fcca2', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7b35-8dff-b3f57429a54f', 1, '01a20320-a200-7b63-a5aa-8a4ff3301d98', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7dd8-8e63-9fbac9a74c90', 2, '01a20320-a200-77c7-8116-b72ff7d4f6be', 'erased', 1795348800000000);
INSERT INTO public.tenants VALUES ('acme', 1795348800000000);
INSERT INTO public.tenants VALUES ('birch', 1795348800000000);
SELECT pg_catalog.setval('public.installation_id_seq', 1, false);
SELECT pg_catalog.setval('public.leaves_id_seq', 9, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.clocks
    ADD CONSTRAINT pk_clocks PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT pk_deliveries PRIMARY KEY (tenant, event, subscriber);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT pk_erasures PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.holds
    ADD CONSTRAINT pk_holds PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT pk_installation PRIMARY KEY (id);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT pk_leaves PRIMARY KEY (id);
ALTER TABLE ONLY public.retained
    ADD CONSTRAINT pk_retained PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT pk_subjects PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT pk_tenants PRIMARY KEY (id);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT uq_leaves_event UNIQUE (event);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT uq_leaves_position UNIQUE ("position");
ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT uq_subjects_key UNIQUE (key);
CREATE INDEX ix_answers_expires ON public.answers USING btree (tenant, expires_at);
CREATE INDEX ix_clocks_about ON public.clocks USING btree (tenant, about);
CREATE INDEX ix_clocks_next ON public.clocks USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX ix_deliveries_waiting ON public.deliveries USING btree (next_at) WHERE (done_at IS NULL);
CREATE INDEX ix_erasures_state ON public.erasures USING btree (state);
CREATE INDEX ix_erasures_subject ON public.erasures USING btree (tenant, subject);
CREATE INDEX ix_events_unspread ON public.events USING btree (said_at) WHERE (spread_at IS NULL);
CREATE INDEX ix_holds_subject ON public.holds USING btree (tenant, subject);
CREATE INDEX ix_leaves_waiting ON public.leaves USING btree (id) WHERE ("position" IS NULL);
CREATE INDEX ix_retained_subject ON public.retained USING btree (tenant, subject);
CREATE INDEX ix_retained_until ON public.retained USING btree (until);
CREATE TRIGGER leaves_stand BEFORE UPDATE ON public.leaves FOR EACH ROW WHEN ((NOT ((old."position" IS NULL) AND (new."position" IS NOT NULL) AND (new.id = old.id) AND ((new.tenant)::text = (old.tenant)::text) AND ((new.event)::text = (old.event)::text) AND (new.body = old.body) AND (new.written_at = old.written_at)))) EXECUTE FUNCTION public.leaves_stand();
CREATE TRIGGER leaves_stay BEFORE DELETE OR TRUNCATE ON public.leaves FOR EACH STATEMENT EXECUTE FUNCTION public.leaves_stand();
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT fk_deliveries_tenant_event FOREIGN KEY (tenant, event) REFERENCES public.events(tenant, id);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT fk_leaves_tenant FOREIGN KEY (tenant) REFERENCES public.tenants(id);
ALTER TABLE public.answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.clocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.leaves ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON public.answers USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.clocks USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.deliveries USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.erasures USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.events USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.holds USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.leaves USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.retained USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.subjects USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
ALTER TABLE public.retained ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.subjects ENABLE ROW LEVEL SECURITY;
