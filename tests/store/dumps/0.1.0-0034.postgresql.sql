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
CREATE TABLE public.accounts (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    roles character varying(400) NOT NULL,
    opened_at bigint NOT NULL,
    name bytea,
    contact bytea,
    totp bytea,
    totp_step bigint
);
ALTER TABLE ONLY public.accounts FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.api_keys (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    account character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    capabilities character varying(400) NOT NULL,
    made_by character varying(64) NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint,
    label bytea
);
ALTER TABLE ONLY public.api_keys FORCE ROW LEVEL SECURITY;
CREATE TABLE public.assurance_records (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    method character varying(20) NOT NULL,
    verifier character varying(64) NOT NULL,
    level integer NOT NULL,
    territories character varying(400) NOT NULL,
    evidence character varying(64) NOT NULL,
    made_at bigint NOT NULL,
    valid_until bigint NOT NULL,
    revoked_at bigint,
    cooling_until bigint,
    issuer bytea NOT NULL,
    age bytea NOT NULL
);
ALTER TABLE ONLY public.assurance_records FORCE ROW LEVEL SECURITY;
CREATE TABLE public.bindings (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    method character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    evidence_digest character varying(64) NOT NULL,
    made_at bigint NOT NULL,
    evidence bytea
);
ALTER TABLE ONLY public.bindings FORCE ROW LEVEL SECURITY;
CREATE TABLE public.challenges (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    purpose character varying(40) NOT NULL,
    visitor character varying(200) NOT NULL,
    subject character varying(64),
    about character varying(200) NOT NULL,
    nonce bytea NOT NULL,
    until bigint NOT NULL
);
ALTER TABLE ONLY public.challenges FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.consent_contacts (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    made_at bigint NOT NULL,
    counts_from bigint,
    ends_at bigint,
    tries integer NOT NULL,
    language character varying(20) NOT NULL,
    contact bytea NOT NULL
);
ALTER TABLE ONLY public.consent_contacts FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_disputes (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    consent character varying(64) NOT NULL,
    open boolean NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_disputes FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_effects (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    consent character varying(64) NOT NULL,
    done boolean NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_effects FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_invitations (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    request character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    until bigint NOT NULL,
    void_at bigint,
    ward boolean DEFAULT false NOT NULL,
    reaches boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY public.consent_invitations FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_notes (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    open boolean NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_notes FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_parties (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    folded character varying(400) NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_parties FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_previews (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    request character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    size integer NOT NULL,
    file bytea
);
ALTER TABLE ONLY public.consent_previews FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_records (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    consent character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    rule character varying(100) NOT NULL,
    until bigint NOT NULL,
    record bytea
);
ALTER TABLE ONLY public.consent_records FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_representatives (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    principal character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_representatives FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_requests (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    requester character varying(64) NOT NULL,
    group_id character varying(64),
    state character varying(20) NOT NULL,
    answered_at bigint,
    words bytea,
    person bytea,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_requests FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_spoken (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    request character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    since bigint NOT NULL,
    due bigint NOT NULL,
    record character varying(64) NOT NULL,
    evidence character varying(64) NOT NULL,
    by character varying(64) NOT NULL,
    nonce bytea,
    sentence bytea,
    recording bytea
);
ALTER TABLE ONLY public.consent_spoken FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_standings (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    body bytea NOT NULL,
    majority_at bytea,
    proposed_at bytea
);
ALTER TABLE ONLY public.consent_standings FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_uses (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    use_id character varying(64) NOT NULL,
    consent character varying(64) NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_uses FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consent_witnessed (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    request character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consent_witnessed FORCE ROW LEVEL SECURITY;
CREATE TABLE public.consents (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    request character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    requester character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    until bigint NOT NULL,
    code character varying(64) NOT NULL,
    body bytea NOT NULL
);
ALTER TABLE ONLY public.consents FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.enrolments (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    account character varying(64) NOT NULL,
    made_by character varying(64) NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
ALTER TABLE ONLY public.enrolments FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.hook_sends (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    hook character varying(64) NOT NULL,
    event character varying(64) NOT NULL,
    body bytea NOT NULL,
    said_at bigint NOT NULL,
    next_at bigint NOT NULL,
    attempts integer NOT NULL,
    tried_at bigint,
    trouble character varying(100),
    done_at bigint,
    given_up integer NOT NULL
);
ALTER TABLE ONLY public.hook_sends FORCE ROW LEVEL SECURITY;
CREATE TABLE public.identity_cases (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    verifier character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    opened_at bigint NOT NULL,
    document character varying(64) NOT NULL,
    evidence character varying(64) NOT NULL,
    said character varying(200) NOT NULL,
    first character varying(64) NOT NULL,
    second character varying(64) NOT NULL,
    decided_at bigint,
    age bytea
);
ALTER TABLE ONLY public.identity_cases FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.leaf_names (
    tenant character varying(64) NOT NULL,
    thing character varying(64) NOT NULL,
    event character varying(64) NOT NULL
);
ALTER TABLE ONLY public.leaf_names FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.mails (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    about character varying(64) NOT NULL,
    kind character varying(40) NOT NULL,
    language character varying(20) NOT NULL,
    address bytea,
    link bytea,
    made_at bigint NOT NULL,
    next_at bigint NOT NULL,
    attempts integer NOT NULL,
    trouble character varying(100),
    done_at bigint,
    given_up integer NOT NULL
);
ALTER TABLE ONLY public.mails FORCE ROW LEVEL SECURITY;
CREATE TABLE public.orders (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    subject character varying(64) NOT NULL,
    authority character varying(100) NOT NULL,
    legal_basis character varying(100) NOT NULL,
    scope character varying(100) NOT NULL,
    territory character varying(100) NOT NULL,
    number character varying(100) NOT NULL,
    paper character varying(64) NOT NULL,
    expires_at bigint NOT NULL,
    notice_at bigint,
    set_by character varying(64) NOT NULL,
    set_at bigint NOT NULL,
    second character varying(64) NOT NULL,
    confirmed_at bigint,
    ended_at bigint,
    told_at bigint,
    notice_why character varying(100)
);
ALTER TABLE ONLY public.orders FORCE ROW LEVEL SECURITY;
CREATE TABLE public.passkeys (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    account character varying(64) NOT NULL,
    credential bytea NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    made_at bigint NOT NULL,
    used_at bigint,
    revoked_at bigint,
    refused_at bigint,
    label bytea
);
ALTER TABLE ONLY public.passkeys FORCE ROW LEVEL SECURITY;
CREATE TABLE public.proof_tries (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    verifier character varying(64) NOT NULL,
    state character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    browser character varying(64) NOT NULL,
    opened_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    attempts integer NOT NULL,
    record character varying(64) NOT NULL,
    kept bytea,
    door character varying(100) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE ONLY public.proof_tries FORCE ROW LEVEL SECURITY;
CREATE TABLE public.recovery_codes (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    account character varying(64) NOT NULL,
    made_at bigint NOT NULL
);
ALTER TABLE ONLY public.recovery_codes FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.retained_numbers (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    rule character varying(100) NOT NULL,
    until bigint NOT NULL,
    number bytea NOT NULL
);
ALTER TABLE ONLY public.retained_numbers FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sessions (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    account character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    method character varying(20) NOT NULL,
    opened_at bigint NOT NULL,
    proved_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    ended_at bigint
);
ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;
CREATE TABLE public.sign_in_failures (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    count integer NOT NULL,
    rounds integer NOT NULL,
    closed_until bigint
);
ALTER TABLE ONLY public.sign_in_failures FORCE ROW LEVEL SECURITY;
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
CREATE TABLE public.webhooks (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    url character varying(2000) NOT NULL,
    events bytea NOT NULL,
    generation character varying(64) NOT NULL,
    before character varying(64),
    before_until bigint,
    made_by character varying(200) NOT NULL,
    made_at bigint NOT NULL,
    gone_at bigint,
    rests_until bigint
);
ALTER TABLE ONLY public.webhooks FORCE ROW LEVEL SECURITY;
CREATE TABLE public.well_known (
    tenant character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    flagged_by character varying(64) NOT NULL,
    flagged_at bigint NOT NULL,
    cooling_until bigint NOT NULL
);
ALTER TABLE ONLY public.well_known FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.installation ALTER COLUMN id SET DEFAULT nextval('public.installation_id_seq'::regclass);
ALTER TABLE ONLY public.leaves ALTER COLUMN id SET DEFAULT nextval('public.leaves_id_seq'::regclass);
INSERT INTO public.accounts VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', 'active', 'engineer', 1795348800000000, '\x018760432f34e3612e3f1650d8e27210878ed898e2772d70c6f7c4b1d2645812e0df9945d2d3eeba8222833aee26c7708dc3525fc681c33aa23c6c1f1e', NULL, NULL, NULL);
INSERT INTO public.alembic_version VALUES ('0034');
INSERT INTO public.answers VALUES ('acme', 'key', 'somebody', '\x646967657374', 'turn', 1795352400000000, NULL, 1795352400000000);
INSERT INTO public.api_keys VALUES ('acme', 'key-01a20320-a200-72c4-9263-cce9285bfa0d', '01a20320-a200-74d5-8d65-6a73261d915d', '11ef4c27f8f26fbf674e0c32b480ae04c3eb3f14be80090552a68883ba355d92', 'mark', 'admin-1', 1795348800000000, 1795435200000000, NULL, '\x0171544b86b28780a21d988ee56c7c38a39a3e1f55ebac2cd606bc77295330a1686216a73c0ee58fbd05d73bbeb99057b1f195bc540bf37e6526b6c070');
INSERT INTO public.assurance_records VALUES ('acme', '01a20320-a200-7da1-a860-019273da1a50', '01a20320-a200-766e-8dce-0699493f7a11', 'officer', 'officer', 2, '', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 1795348800000000, 1796126400000000, NULL, NULL, '\x019016ad1aa0de58e64af7beb93f7dc6ce1ecdd81d193cea0a70de5f1cd98a4cfa6a93aa70b043a089ae6d6880ac6fc311e2216256cab5cbbf042d947b', '\x0190836745ccb746b98dd9d2b2d8f6ac09c6f32f50aca1f05c4c20c979e5a60d867cc856bccde35732f438e2def4a2ab2a1d4acbbc0207c56aa283f687');
INSERT INTO public.bindings VALUES ('acme', 'e1', '01a20320-a200-74d5-8d65-6a73261d915d', 'passkey', '86ae35d58a6aa3b5742df94ef9d7162219f0106a911ae1954c1f0604aaec805d', 'ee8250fb76e094b34b471f13a73dbbe51d1ae142e9df59d7c0d31ec20f0a0a8e', 1795348800000000, '\x01afb5b3bf3d9ed44250e970240174aa4783d056e5af2dfb6df8e0c6640b034587571ee756efb5fdd2ffb784d9cf6bc384a62d645ad9c86dbd6235b521');
INSERT INTO public.challenges VALUES ('acme', '01a20320-a200-7d64-9234-66ea4f248601', 'test', 'nobody', NULL, '', '\x0000000000000000000000000000000000000000000000000000000000000000', 1795349400000000);
INSERT INTO public.clocks VALUES ('acme', 'c1', 'rule', 'thing', 'hours', 1795348800000000, 1795350600000000, 1795351680000000, 1795352400000000, 0, 1795350600000000, NULL);
INSERT INTO public.clocks VALUES ('acme', 'a541788d23386b540b7d9432c9d13a8d3c6c8c139c8b0236d605d23ae0a9a462', 'subject.hold_review', '01a20320-a200-7f0d-8a1b-a5c10e81f066', 'civil', 1795348800000000, 1796212800000000, 1796731200000000, 1797076800000000, 0, 1796212800000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7ec8-9641-b4722b57c80b', 'consent.answering', '01a20320-a200-7c55-9c45-80cf5d6bc61e', 'civil', 1795348800000000, 1795651200000000, 1795832640000000, 1795953600000000, 0, NULL, 1795348800000000);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7cfd-9a23-ea44f467b2d9', 'consent.making', '01a20320-a200-7519-94f6-a92c3608c732', 'civil', 1795348800000000, 1795350600000000, 1795351680000000, 1795352400000000, 0, 1795350600000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7e4b-9690-3db189b23c36', 'consent.speaking', '01a20320-a200-76de-9932-7d150342eefe', 'civil', 1795348800000000, 1795349250000000, 1795349520000000, 1795349700000000, 0, 1795349250000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7b4a-8434-57b6abe75444', 'consent.running', '01a20320-a200-7a6e-9c31-0526b85c2711', 'civil', 1795348800000000, 1808308800000000, 1816084800000000, 1821268800000000, 0, NULL, 1795348800000000);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-74b8-bd69-0eaa64e4078a', 'consent.effect', '01a20320-a200-7051-a35b-d2443cecc580', 'civil', 1795348800000000, 1795392000000000, 1795417920000000, 1795435200000000, 0, 1795392000000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-73a5-8c8e-4823f01f3c08', 'consent.effect', '01a20320-a200-7d6f-8cfe-b2e861192078', 'civil', 1795348800000000, 1795435200000000, 1795487040000000, 1795521600000000, 0, 1795435200000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7834-bcf4-cb17f3470357', 'consent.effect', '01a20320-a200-7772-92e2-eaa8319a4e31', 'civil', 1795348800000000, 1795392000000000, 1795417920000000, 1795435200000000, 0, 1795392000000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7ab3-bea9-2a00a27c3e9b', 'consent.answering', '01a20320-a200-7519-b3f1-539006d3b5bd', 'civil', 1795348800000000, 1795651200000000, 1795832640000000, 1795953600000000, 0, 1795651200000000, NULL);
INSERT INTO public.clocks VALUES ('acme', '01a20320-a200-7190-9928-f2584991d75c', 'consent.witnessing', '01a20320-a200-7135-b07b-c6d38b6f9334', 'civil', 1795348800000000, 1795478400000000, 1795556160000000, 1795608000000000, 0, 1795478400000000, NULL);
INSERT INTO public.consent_contacts VALUES ('acme', '01a20320-a200-77ca-9d30-0f01dcc82a97', '01a20320-a200-795f-aa29-eafcec1dd294', 1795348800000000, NULL, NULL, 0, 'en', '\x016bc205148e87eac2411dc734e75b5784cff839c330f0cb2e863eb18e25fa7fe8f380e02696fe69c0b9b4a2fd1bb3e707ef9cc07d5b0c50f7f4fb95959142e04496d27dfba1800919ecf51aeb607265566696988ca48de327dcc5b146');
INSERT INTO public.consent_disputes VALUES ('acme', '01a20320-a200-7088-bd4a-2901ddcfbbb8', '01a20320-a200-7a6e-9c31-0526b85c2711', true, '\x7b226964223a2230316132303332302d613230302d373038382d626434612d323930316464636662626238222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226f70656e65645f6174223a22323032362d31312d32325431323a30303a30305a222c22757068656c64223a6e756c6c2c22646563696465645f6279223a6e756c6c2c22646563696465645f6174223a6e756c6c7d');
INSERT INTO public.consent_effects VALUES ('acme', '01a20320-a200-775d-8798-4bd8f73c849c', '01a20320-a200-7a6e-9c31-0526b85c2711', true, '\x7b226964223a2230316132303332302d613230302d373735642d383739382d346264386637336338343963222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226b696e64223a227265766f6b655f7065726d697473222c22626567756e5f6174223a22323032362d31312d32325431323a30303a30305a222c22647565223a22323032362d31312d32325431323a30303a30305a222c22646f6e655f6174223a22323032362d31312d32325431323a30303a30305a222c2265766964656e6365223a2235346331643363353039336234663530346537653762373065313935636131356139353533333265653037343337376331633535326331333839613030663633227d');
INSERT INTO public.consent_effects VALUES ('acme', '01a20320-a200-7051-a35b-d2443cecc580', '01a20320-a200-7a6e-9c31-0526b85c2711', false, '\x7b226964223a2230316132303332302d613230302d373035312d613335622d643234343363656363353830222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226b696e64223a2274656c6c5f6c6963656e73656573222c22626567756e5f6174223a22323032362d31312d32325431323a30303a30305a222c22647565223a22323032362d31312d32335431323a30303a30305a222c22646f6e655f6174223a6e756c6c2c2265766964656e6365223a6e756c6c7d');
INSERT INTO public.consent_effects VALUES ('acme', '01a20320-a200-7d6f-8cfe-b2e861192078', '01a20320-a200-7a6e-9c31-0526b85c2711', false, '\x7b226964223a2230316132303332302d613230302d376436662d386366652d623265383631313932303738222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226b696e64223a226c6973745f6f757470757473222c22626567756e5f6174223a22323032362d31312d32325431323a30303a30305a222c22647565223a22323032362d31312d32345431323a30303a30305a222c22646f6e655f6174223a6e756c6c2c2265766964656e6365223a6e756c6c7d');
INSERT INTO public.consent_effects VALUES ('acme', '01a20320-a200-7772-92e2-eaa8319a4e31', '01a20320-a200-7a6e-9c31-0526b85c2711', false, '\x7b226964223a2230316132303332302d613230302d373737322d393265322d656161383331396134653331222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226b696e64223a2264656c6574655f74656d706c61746573222c22626567756e5f6174223a22323032362d31312d32325431323a30303a30305a222c22647565223a22323032362d31312d32335431323a30303a30305a222c22646f6e655f6174223a6e756c6c2c2265766964656e6365223a6e756c6c7d');
INSERT INTO public.consent_invitations VALUES ('acme', '01a20320-a200-7cbb-9762-a8c67b73d78a', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-795f-aa29-eafcec1dd294', '9520d46e5acfb5f68e0b6a9c0b9b50ab89f57e3f078582ec19757b7407764377', 1823860800000000, NULL, false, false);
INSERT INTO public.consent_invitations VALUES ('acme', '01a20320-a200-7b5e-827c-22640c3abbf7', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7d77-b0f9-e90da7fd7c33', 'a2c004324a7ee698bcbdc1240ae36c613dd7e2226e6f670daf239aee038e994d', 1798545600000000, NULL, false, false);
INSERT INTO public.consent_notes VALUES ('acme', '01a20320-a200-7c31-ab97-6ab86a357e17', '01a20320-a200-795f-aa29-eafcec1dd294', true, '\x7b226964223a2230316132303332302d613230302d376333312d616239372d366162383661333537653137222c226b696e64223a226d6973757365222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226d6164655f6174223a22323032362d31312d32325431323a30303a30305a222c22646f6e655f6174223a6e756c6c7d');
INSERT INTO public.consent_parties VALUES ('acme', '01a20320-a200-7d09-ae8d-a218a9532b09', 'acompany', '\x7b226964223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c226e616d65223a224120436f6d70616e79222c22666f6c646564223a2261636f6d70616e79222c226e756d626572223a6e756c6c7d');
INSERT INTO public.consent_previews VALUES ('acme', '01a20320-a200-7601-8c87-8eeb43990df0', '01a20320-a200-7c07-9590-cc63d8b36d63', '01a20320-a200-7a86-abe7-7f305466117d', 'image/png', '796120837694d3f3f29259cfeb25091698c2a0aa87873658d840b4993ee889b3', 3, '\x01eb049b95e87a83f64380aab3fd2d6e61f52b4c43f60a97922869b95e0cbad0aa3709e0e3b4e3cf3698c6656d4e834ea3deb6b28010eccf78c337dc4e');
INSERT INTO public.consent_records VALUES ('acme', '01a20320-a200-7363-897b-25e27f47b6ea', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-795f-aa29-eafcec1dd294', 'CN-PI-3', 1890043200000000, '\x01381f8df2b7f6fa9cf3f68fea5fb0435dd7014201415c6068e0a20f7cfca6ccb74ea1582e157f00c1c85bce80ed823859707758853023f7dbdff71db0ce47f5fef3e00c5697c9954d71d108ef2efe0acbc1485ac8a15dd617c23043892dac8fdda17ee1f5f0d70677e749463125cc0ca1f2a50efa317fee7cf531de619520bd8ae773b1e7d685cd59d7a2e54a3e6ff7a9066062dde79c5df66bcee414852e6517e8fb47e63fec6ef3b5438bff49a1d9976328b0c2549b9501c44056eae5a6b4542a0610692828c2c21836b28aaf139463bfbe8ad0407b2cf4d2dece36606b780b86078548c06fc221e3d674a163940b7a3234117febd9c47f2baf6ad23ed35447b54985674a67052ebae005e1c93b871629ef735e6cf49c4994d5a5076ab05a6ad6afebf35467ddafbc7b1b7116fc0f13e9aa3c5f20c2a4b59c469a264243f4eab1a824a2c6f94dff7a96a4cb3f275f94bf629f82e569ed9917c9d7e7bc07bfdbbee3f0a17cbe4f86030544426bee1c30367c754a92fae051117e033804c8f4e105f7f039003f24b7cb3c54eb1b08a9a1ed1a57bd1866ade1ff1c83d482bd23fb8322335886a6e00684f81855198497e0606e894ecd37f1b78005f45af9c89df210a1b1b92a7ff5bb837877729e704651eb85d4ec9f7112311d71aad398133da15314066249fcb37473784679fcead12fbb5af4657b2a4b046be9d031af0225d90116db4ec2e2e38f68e4d14e42a0cfc21eec23c0466efbde1d17bc6bab76527ea31ad050d18461dca1a037f198dd3b0c8870a0743f21e2539c561bd2183182f80d37956409b4501ea42121b51d2d5881a9ec624313363106049bac7734870764febd2a607fcbb681ff9c5831c1c6efad52f324dc8643a405fb470d369347cfbdf33140d9f3386bb84f984e43563f764f369e7c4a52f805278bc0353b4f9b4c0dff00ada07fe2942a5a0f30968106d34dfc7a1f98dd950ed2f8e4f657c267227b2cd0f98e74d92030d44c392ef821aff5218e17038f63d846ffbec6f1b81ec87718da5ad6737c04bfe74901c67f5b4d7d19ccc3100ed33b9c3bd1d76149928d680b807a1d25e62234e9b366e0dc012594590f6d77a8231e577bf83f02279afb76d3f61e1ab1e9d0703744bb0036d0e2f163d87946a040b8c0df3ab56af586d2f803ed7db4cab3ed4037963135807be0ef44038ac783de680a52c5264ab523de43d1407a736c9d6737abd10f96ae2988603307d88929ed1f665ba093bf0a39ab9995b9ae60d0c0bcdd5c16c8fe7dd4f363be4e9699946bc3d1a3bea371bddcc724e004f39b40c374091e9acd09fa2eda81654d5e6e068f0c0a7a7b8368');
INSERT INTO public.consent_representatives VALUES ('acme', '01a20320-a200-7108-9ab2-2010569787b8', '01a20320-a200-795f-aa29-eafcec1dd294', 'an-agent', 'proposed', '\x7b226964223a2230316132303332302d613230302d373130382d396162322d323031303536393738376238222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227072696e636970616c223a22616e2d6167656e74222c22617574686f72697479223a7b22726f6c65223a226167656e74222c22646f63756d656e74223a2261616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161222c22756e74696c223a22323032362d31322d32325431323a30303a30305a222c226f7065726174696f6e73223a5b5d2c22707572706f736573223a5b5d2c226772616e7473223a747275652c22776974686472617773223a747275652c2273696e6365223a6e756c6c2c227061706572223a226f74686572227d2c227374617465223a2270726f706f736564222c2270726f706f7365645f6279223a226f6666696365722d31222c22636f6e6669726d65645f6279223a6e756c6c2c22636f6e666c696374223a66616c73652c22616c61726d73223a5b5d7d');
INSERT INTO public.consent_requests VALUES ('acme', '01a20320-a200-7a86-abe7-7f305466117d', '01a20320-a200-7c07-9590-cc63d8b36d63', 'requester-1', NULL, 'draft', NULL, '\x01683dbce8f3c52f4435e5bbd48b76b0234b4e36ea150890e01aba61f446e15cae05288b82db3e7240dbe3b8d45b03a6210f455890d24003864c5b54f973dcdb634486446800c7989a2d41e9082c6a9ccf2a19e5bd2fdb7b70e5d4f600d30a45622936b7d20d8fbf3a96afd112852640f88bddb1d1a12058fea53393673cb756ba8698b8297e9e32138e55e9382cc294914ef69d6d599a278f94c2f8474fd5cd14e496d7b701ca1f7aded574a2aa2bccbb24762a7189398b266ffd7dad553d8569801c1870ec7c93effdc6b7247217204e9a480f93f0e6e761aa8e778ad02628a0465037d137012070f508b70aced8974aa4b41d3c0ae2664e66dee2541b9ce4cdb96da75801a661bf171eb5187b3fd0443e4e3b02df2b1bb9005bd50e2ff919bd5cf679455edc9aad157c5f8897a54d8f0eb453ef3831ccc6de8c529e94f8bbd31741d10a79c28d623825d8b543edc2e8a806f2e58d55d5c3456a222f68e435005f606bc80d2b7a01b3edf5d6c031f55031b3952e818f4bdcf739a27c82fda06fcdfaa8cbed543787d920891f59ffa98b8d4e3e271aab298ed2ff4987366dbd943c58d2eccab41c91ea74e92c85e0ebfe6c6dcb606cd33b1ed34017da4a241220734b5a6f7af038ed034c7f971c0c6331cb9314d84b63ea13cb61b5dc8807726252af25c7bfc98854a16f109260368a321b1946ebcf34ec9eebcf04d8', '\x019dd2294454113dcc0aab14b57cce1ac283b986d6fde9d3bd7868c987152fb1f033174b26a50cc57065a0797382bcf720a42ba42eb595de9e5e0033728878352fef5b452082c7dd1dee4de80597746d81e7c1a9a1e3065811f9cb94f4341625027f29cb319f335ea7f4ab26778f6799d7b28cdda02a24279444d7d0fe', '\x7b226964223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c2267726f7570223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d376330372d393539302d636336336438623336643633222c22726571756573746572223a227265717565737465722d31222c227061727479223a6e756c6c2c2273636f7065223a7b226d6f64616c6974696573223a5b2266616365225d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c22707572706f736573223a5b22616476657274225d2c227465727269746f72696573223a5b22434e222c224555225d2c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c227374617274223a22323032362d31312d32315431323a30303a30305a222c22656e64223a22323032372d30392d31385431323a30303a30305a222c226c616e677561676573223a5b5d2c226578636c75646564223a5b5d2c226d6f64656c73223a5b5d2c22636f6e74656e74223a6e756c6c2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226465726976617469766573223a66616c73652c227375626c6963656e6365223a66616c73652c2263726f73735f626f72646572223a66616c73652c22747261696e696e67223a226e6f6e65222c22726574656e74696f6e5f64617973223a302c22706179223a6e756c6c2c2261667465726d617468223a2274616b655f646f776e227d2c22776f726473223a2231383366366364373737383633336631613431363636386237343035633735343132323865656431353436326336313338636436326432313237356538356134222c2276657273696f6e223a322c227265766973696f6e223a322c227374617465223a226472616674222c226f70656e65645f6174223a22323032362d31312d32325431323a30303a30305a222c2273757065727365646573223a6e756c6c2c22647565223a6e756c6c2c2273656e74223a66616c73652c2273686f776e223a5b5d2c2268616c766573223a5b5d2c22636f756e746572223a6e756c6c2c22636f6e73656e74223a6e756c6c2c22616e73776572223a6e756c6c2c22616e7377657265645f6174223a6e756c6c2c22756e77616e746564223a66616c73652c2277617264223a66616c73657d');
INSERT INTO public.consent_requests VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-795f-aa29-eafcec1dd294', 'requester-1', NULL, 'granted', 1795348800000000, '\x0174c7da1865f1ede092ad773bfe3713b9ba8ead12198d69b9e69aef61f7b0b570f4e0065cb9f7bd23241e3fde77d3a2796e2240c11a2407a7cc478014edbc9070f177ceef0bd7ba10c6b1d8dd555e511746d03feb640e443190f447e4f95a36c73d701860a545429ad111dd36a602f5cc741be6797c88e5651cb2495ed55449a705472712705399edfc1274442c7d74c5ff107700b640375008116dfa77804154c36ebfc8341496fef28c9f9539a9de66b63b253d90caaf954cd2757c84e7018d9a5de3a41fb367caadc67005487b4da28b8ac36257867749bdb1b6caeb203bd3efc992026fde99df7414864cee9967ce2bec6b17772daf507dc58aae', '\x01aaa9a53bb7b68b1920edc902f34fb43aefe670f08c83ea0acfb59ca61bb7523e15d85665387e551e260d1f8f9b4a4ab3ccf1d3a15824addfee2306c833daf5feeb730e7965024733f2badb4edcaa31656c892bd719114e4a33c8784f8cf78de483be486b8ca4a08745ef3453e52f3d535ab9957394860f6d35d920ae', '\x7b226964223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2267726f7570223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22726571756573746572223a227265717565737465722d31222c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c2273636f7065223a7b226d6f64616c6974696573223a5b2266616365225d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c22707572706f736573223a5b22616476657274225d2c227465727269746f72696573223a5b22434e222c224555225d2c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c227374617274223a22323032362d31312d32315431323a30303a30305a222c22656e64223a22323032372d30392d31385431323a30303a30305a222c226c616e677561676573223a5b5d2c226578636c75646564223a5b5d2c226d6f64656c73223a5b5d2c22636f6e74656e74223a6e756c6c2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226465726976617469766573223a66616c73652c227375626c6963656e6365223a66616c73652c2263726f73735f626f72646572223a66616c73652c22747261696e696e67223a226e6f6e65222c22726574656e74696f6e5f64617973223a302c22706179223a6e756c6c2c2261667465726d617468223a2274616b655f646f776e227d2c22776f726473223a2239313035633733656164626565353137393962306166363133623864613664363732633261346539396161386531633439383466653563336139386462336230222c2276657273696f6e223a312c227265766973696f6e223a342c227374617465223a226772616e746564222c226f70656e65645f6174223a22323032362d31312d32325431323a30303a30305a222c2273757065727365646573223a6e756c6c2c22647565223a22323032362d31312d32395431323a30303a30305a222c2273656e74223a747275652c2273686f776e223a5b2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338225d2c2268616c766573223a5b5d2c22636f756e746572223a6e756c6c2c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22616e73776572223a2231306637323336363138326566626237366261393534373030333838306563636561613134666164323439643234653733373031626366306265333336663931222c22616e7377657265645f6174223a22323032362d31312d32325431323a30303a30305a222c22756e77616e746564223a66616c73652c2277617264223a66616c73657d');
INSERT INTO public.consent_requests VALUES ('acme', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7d77-b0f9-e90da7fd7c33', 'requester-1', NULL, 'shown', NULL, '\x012b389f8c7288dc3368534d2107f16addd84c206c0daff0cbea99e2fa5c812366836450b723d1335ea0c5aef26749dad31548068cae4fdae08012e9649ec9c4311526c1007ec7270f66ce22914e3cd3953e6cd413d59240b13653a594563a9957c41fda65c29d4680d2f32c758e22ba415455a6881093bd6c59d3af63512bbe667f78f9bd09dce64092b9ffe29226992de2a08d7e930eafdedecd9ffff146a590e0cec5bb4bfae92c1634472a981101568decb3dcc54d0c5c6338106ec842586475c17f848166ac14867a6af6661f450878f09ffe90df1de2127fdec017157072a23c9bf4423ca74367804df208e189af37329439e57fb81e30c8c72b', '\x01d82eba732b8036ef989b0579e5b3325f4e7a3baa216da0ff5544a64cef6984733cb9ea61771fd96fbaaadf9c0017367d6eaca0345465d11493873657cae519bf18e436cd4fdb05b3a8a225fe41f0f194bac6c2808d3cc886bcb738ad8d409b7abf47cdbcdaea3dbe29dc965f64744f0c857ff91c58d5770b2ba427ac', '\x7b226964223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c2267726f7570223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c22726571756573746572223a227265717565737465722d31222c227061727479223a6e756c6c2c2273636f7065223a7b226d6f64616c6974696573223a5b2266616365225d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c22707572706f736573223a5b22616476657274225d2c227465727269746f72696573223a5b22434e222c224555225d2c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c227374617274223a22323032362d31312d32315431323a30303a30305a222c22656e64223a22323032372d30392d31385431323a30303a30305a222c226c616e677561676573223a5b5d2c226578636c75646564223a5b5d2c226d6f64656c73223a5b5d2c22636f6e74656e74223a6e756c6c2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226465726976617469766573223a66616c73652c227375626c6963656e6365223a66616c73652c2263726f73735f626f72646572223a66616c73652c22747261696e696e67223a226e6f6e65222c22726574656e74696f6e5f64617973223a302c22706179223a6e756c6c2c2261667465726d617468223a2274616b655f646f776e227d2c22776f726473223a2265366637666663623566353431653363653862636565663364393638633630663737646664666365306561353666383631376366366463366234313036356438222c2276657273696f6e223a312c227265766973696f6e223a332c227374617465223a2273686f776e222c226f70656e65645f6174223a22323032362d31312d32325431323a30303a30305a222c2273757065727365646573223a6e756c6c2c22647565223a22323032362d31312d32395431323a30303a30305a222c2273656e74223a747275652c2273686f776e223a5b2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264225d2c2268616c766573223a5b5d2c22636f756e746572223a6e756c6c2c22636f6e73656e74223a6e756c6c2c22616e73776572223a6e756c6c2c22616e7377657265645f6174223a6e756c6c2c22756e77616e746564223a66616c73652c2277617264223a66616c73657d');
INSERT INTO public.consent_spoken VALUES ('acme', '01a20320-a200-76de-9932-7d150342eefe', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7c55-9c45-80cf5d6bc61e', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'asked', 1795348800000000, 1795349700000000, '', '', '', '\x019edec554b9a6cfd7a592a9f70a89ab1e33385090a902d7a20983330b7cc4c86e1138f5fd999e7566c4766fb6077505ff8780198837a129a5a3d8932789684de95ea99029ac7cd80d7db9b501df6bf14402e9f2a9f0bc06c47aca8916', '\x010f76fbd6e1cc7f048eee2538b4a6fa601afc0b05f6b0f512a11ba75018512495635889b10050c097a24a50c1927d22f783703f2d56b716c14dd9a944', NULL);
INSERT INTO public.consent_standings VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '\x7b227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226b696e64223a226164756c74222c226d616a6f726974795f6174223a6e756c6c2c22646f63756d656e74223a6e756c6c2c227365745f6279223a22222c22636f6e6669726d65645f6279223a6e756c6c2c2270726f706f736564223a7b227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226b696e64223a226465636561736564222c226d616a6f726974795f6174223a6e756c6c2c22646f63756d656e74223a2262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262222c227365745f6279223a226f6666696365722d31222c22636f6e6669726d65645f6279223a6e756c6c2c2270726f706f736564223a6e756c6c2c226d616a6f72697479223a6e756c6c2c227061706572223a226f74686572222c2273696e6365223a6e756c6c2c2267726f776e223a6e756c6c7d2c226d616a6f72697479223a6e756c6c2c227061706572223a226f74686572222c2273696e6365223a6e756c6c2c2267726f776e223a6e756c6c7d', NULL, NULL);
INSERT INTO public.consent_uses VALUES ('acme', '01a20320-a200-7609-a662-0b5fa0269568', '01a20320-a200-7519-94f6-a92c3608c732', '01a20320-a200-7a6e-9c31-0526b85c2711', '\x7b226964223a2230316132303332302d613230302d373630392d613636322d306235666130323639353638222c22757365223a2230316132303332302d613230302d373531392d393466362d613932633336303863373332222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226f757470757473223a312c227365636f6e6473223a302c227374617465223a227265736572766564222c226174223a22323032362d31312d32325431323a30303a30305a222c227465727269746f72696573223a5b22434e225d7d');
INSERT INTO public.consent_witnessed VALUES ('acme', '01a20320-a200-7135-b07b-c6d38b6f9334', '01a20320-a200-7d77-b0f9-e90da7fd7c33', '01a20320-a200-7519-b3f1-539006d3b5bd', 'recorded', '\x7b226964223a2230316132303332302d613230302d373133352d623037622d633664333862366639333334222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c226279223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2264656369646564223a7b2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c2276657273696f6e223a312c226e6f74696365223a2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264222c226c616e6775616765223a22656e222c2276657264696374223a226772616e74222c227469636b73223a5b2262696f6d6574726963222c227075626c69635f646973636c6f73757265225d2c22636f756e746572223a6e756c6c7d2c2274657374696d6f6e79223a7b2272656164696e67223a22616c6f7564222c226b6e6f77696e67223a22646f63756d656e74222c227061706572223a2239393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939227d2c227374617465223a227265636f72646564222c2273696e6365223a22323032362d31312d32325431323a30303a30305a222c22647565223a22323032362d31312d32355431323a30303a30305a222c226669727374223a226f6666696365722d31222c227265636f7264223a227265636f72642d39222c227365636f6e64223a22222c2265766964656e6365223a22227d');
INSERT INTO public.consents VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-795f-aa29-eafcec1dd294', 'requester-1', 'ending', 1821268800000000, '22ab84e0ae7667ef8b8b80af4ae6924cfd26fb47db873370b9c44b5e16041d70', '\x7b226964223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2267726f7570223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c22726571756573746572223a227265717565737465722d31222c2273636f7065223a7b226d6f64616c6974696573223a5b2266616365225d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c22707572706f736573223a5b22616476657274225d2c227465727269746f72696573223a5b22434e222c224555225d2c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c227374617274223a22323032362d31312d32315431323a30303a30305a222c22656e64223a22323032372d30392d31385431323a30303a30305a222c226c616e677561676573223a5b5d2c226578636c75646564223a5b5d2c226d6f64656c73223a5b5d2c22636f6e74656e74223a6e756c6c2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226465726976617469766573223a66616c73652c227375626c6963656e6365223a66616c73652c2263726f73735f626f72646572223a66616c73652c22747261696e696e67223a226e6f6e65222c22726574656e74696f6e5f64617973223a302c22706179223a6e756c6c2c2261667465726d617468223a2274616b655f646f776e227d2c227469636b73223a5b2262696f6d6574726963222c227075626c69635f646973636c6f73757265225d2c22646f63756d656e74223a2231306637323336363138326566626237366261393534373030333838306563636561613134666164323439643234653733373031626366306265333336663931222c226e6f74696365223a2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338222c226c616e6775616765223a22656e222c2267726f756e6473223a7b22726f6c65223a2273656c66222c226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226d6574686f64223a22706173736b6579222c2265766964656e6365223a2265656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565222c227265636f7264223a227265636f72642d31222c226c6576656c223a322c22617373757265645f756e74696c223a22323032372d31312d32325431323a30303a30305a222c226163636570746564223a5b22434e222c224555225d2c22756e74696c223a22323032372d30392d31385431323a30303a30305a227d2c226772616e7465645f6174223a22323032362d31312d32325431323a30303a30305a222c22636f756e74735f66726f6d223a22323032362d31312d32325431323a30303a30305a222c22756e74696c223a22323032372d30392d31385431323a30303a30305a222c227374617465223a22656e64696e67222c2276657273696f6e223a312c22686f6c6473223a5b5d2c22656e64696e67223a2277697468647261776e222c22656e6465645f6174223a22323032362d31312d32325431323a30303a30305a222c22636f756e746564223a7b226f757470757473223a302c227365636f6e6473223a302c2272657365727665645f6f757470757473223a312c2272657365727665645f7365636f6e6473223a307d7d');
INSERT INTO public.deliveries VALUES ('acme', '01a20320-a200-7c57-9e2a-a29ecf919520', 'busy', 1795348801000000, 1, 'store.busy', NULL);
INSERT INTO public.deliveries VALUES ('acme', '01a20320-a200-752b-8b2d-2a2ff3c8d9f1', 'webhooks', 1795348860000000, 1, NULL, 1795348800000000);
INSERT INTO public.enrolments VALUES ('acme', '0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a', '01a20320-a200-74d5-8d65-6a73261d915d', 'admin-1', 1795348800000000, 1795435200000000, NULL);
INSERT INTO public.erasures VALUES ('acme', '01a20320-a200-7cb8-abf6-26e574991e21', '01a20320-a200-75d6-b78f-66837c5dedc7', 'waiting', 1795348800000000, '\x5b5d', NULL, NULL);
INSERT INTO public.erasures VALUES ('acme', '01a20320-a200-7709-bdd8-5f9e2da4a972', '01a20320-a200-7a36-86fa-26509791d5c3', 'done', 1795348800000000, '\x5b7b2277686174223a227265616c5f6e616d65222c2272756c65223a22434e2d44532d39222c22756e74696c223a22323032362d31322d32325431323a30303a30305a227d5d', 1795348800000000, '01a20320-a200-7fd1-bfe4-b8aeaa4a2365');
INSERT INTO public.events VALUES ('acme', '01a20320-a200-73bb-9aec-65689e38f9e5', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376335322d383237652d663763383539363135636332227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-70ee-8808-65949972412e', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b83-9cef-243267759136', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7c57-9e2a-a29ecf919520', 'test.happened', '\x7b226e756d626572223a317d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7dbf-98c7-a789a942130a', 'subject.hold_set', '\x7b226261736973223a2263617365222c2263617365223a22636173652d31222c22686f6c64223a2230316132303332302d613230302d376630642d386131622d613563313065383166303636222c227265766965775f6174223a22323032362d31322d31325431323a30303a30305a222c2272756c65223a224453412d3136222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d31222c227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b6d-b154-cb24f511e967', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7f76-b9cd-57db69f54db2', 'account.opened', '\x7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c22726f6c6573223a5b22656e67696e656572225d7d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7aab-b597-739ad451cc26', 'account.enrolment_made', '\x7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c22657870697265735f6174223a22323032362d31312d32335431323a30303a30305a227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-704e-bd6d-400d31c85023', 'account.key_made', '\x7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c226361706162696c6974696573223a5b226d61726b225d2c22657870697265735f6174223a22323032362d31312d32335431323a30303a30305a222c226b6579223a226b65792d30316132303332302d613230302d373263342d393236332d636365393238356266613064227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7e81-a1b8-d92a06407ed3', 'account.signed_in', '\x7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226d6574686f64223a22706173736b6579222c2273657373696f6e223a2230316132303332302d613230302d373261332d383131652d326134396139646561306365227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-752f-9049-e995db7e1c99', 'account.fallback_set', '\x7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226d6574686f64223a227265636f766572795f636f6465227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-79f7-840e-7a16d8c8b6a8', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-753c-af57-050d924dae39', 'identity.proved', '\x7b2265766964656e6365223a2265656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565222c226c6576656c223a322c226d6574686f64223a226f666669636572222c227265636f7264223a2230316132303332302d613230302d376461312d613836302d303139323733646131613530222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c227465727269746f72696573223a5b5d2c2276616c69645f756e74696c223a22323032362d31322d30315431323a30303a30305a222c227665726966696572223a226f666669636572227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7588-9eec-63672ebd6370', 'identity.well_known_enrolled', '\x7b226279223a226f6666696365722d33222c22636f6e7461637473223a5b5d2c22636f6f6c696e675f756e74696c223a22323032362d31312d32355431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-732c-80e9-4cf63edddc33', 'identity.number_retained', '\x7b2272756c65223a22434e2d4c4d2d3039222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c22756e74696c223a22323032372d30352d32355431363a30303a30305a227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-76be-83d0-c79e9f8dbcc8', 'identity.proof_begun', '\x7b22617474656d7074223a2230343361373138373734633537326264386132356164626562316266636435633032353661653131636563663966396333663932356430653532626561663839222c2262696e6473223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c227665726966696572223a226f666669636572227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-747a-aa0d-ce3c48994d03', 'identity.order_set', '\x7b22617574686f72697479223a2244452d4147222c22636f6d6d69746d656e7473223a7b227061706572223a2231633462613931326361326435633765306437333163316162326534666130383264373530656631643537623465303133313766393461323339336533616139222c227375626a656374223a2230653234313133336463313663373131626664343033663930396637386530643931636630343831633864613961383137386336313734393534643663616165227d2c22657870697265735f6174223a22323032362d31322d30315431323a30303a30305a222c226b696e64223a227061757365222c226c6567616c5f6261736973223a225374504f2d3130306a222c226e6f746963655f6174223a6e756c6c2c226e6f746963655f776879223a6e756c6c2c226e756d626572223a2231222c226f72646572223a2230316132303332302d613230302d373332642d393032392d633639623835626334306532222c227061706572223a6e756c6c2c2273636f7065223a2261222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d33222c227375626a656374223a6e756c6c2c227465727269746f7279223a224555227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b92-8b0a-eaa7c1b54574', 'subject.erasure_held', '\x7b2265726173757265223a2230316132303332302d613230302d376362382d616266362d323665353734393931653231222c227265766965775f6174223a5b22323032362d31322d31325431323a30303a30305a225d2c2272756c6573223a5b224453412d3136225d2c227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-796b-8301-bbf2220a3c50', 'subject.epoch_raised', '\x7b2265706f6368223a322c22726561736f6e223a2265726173757265222c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7485-be9f-59a5de936f6b', 'subject.erasure_begun', '\x7b2265726173757265223a2230316132303332302d613230302d373730392d626464382d356639653264613461393732222c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7fd1-bfe4-b8aeaa4a2365', 'subject.erased', '\x7b2265726173757265223a2230316132303332302d613230302d373730392d626464382d356639653264613461393732222c226b657074223a5b227265616c5f6e616d65225d2c226b6579223a2230316132303332302d613230302d376337332d396631662d313036373139366566303539222c2272756c6573223a5b22434e2d44532d39225d2c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333222c22756e74696c223a5b22323032362d31322d32325431323a30303a30305a225d7d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-70f9-983c-fcebcd8b8b90', 'webhook.made', '\x7b226279223a226b65792d6f662d61636d65222c226576656e7473223a5b22746573742e68617070656e6564225d2c22686f6f6b223a2230316132303332302d613230302d376638302d613465322d316163316435373937643938227d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-752b-8b2d-2a2ff3c8d9f1', 'test.happened', '\x7b226e756d626572223a327d', 1795348800000000, 1795348800000000);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7989-b17b-bf8a245bac29', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-70eb-a1a2-2943575f119d', 'consent.drafted', '\x7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2239313035633733656164626565353137393962306166363133623864613664363732633261346539396161386531633439383466653563336139386462336230227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7203-ba73-c798f7582986', 'consent.sent', '\x7b22647565223a22323032362d31312d32395431323a30303a30305a222c22696e7669746174696f6e223a2230316132303332302d613230302d376362622d393736322d613863363762373364373861222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2276657273696f6e223a317d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7218-bd4f-846e8a697d39', 'consent.shown', '\x7b226c616e6775616765223a22656e222c226e6f74696365223a2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2276657273696f6e223a317d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-71aa-80de-9abefc8ba0a1', 'consent.noted', '\x7b226e6f7465223a2230316132303332302d613230302d376636342d626362302d336539303939376332346630227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-73af-b6ca-8dcc55f664ee', 'consent.granted', '\x7b226163636570746564223a5b22434e222c224555225d2c2261667465726d617468223a2274616b655f646f776e222c22617373757265645f756e74696c223a22323032372d31312d32325431323a30303a30305a222c226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22636f6e74656e74223a6e756c6c2c22636f756e74735f66726f6d223a22323032362d31312d32325431323a30303a30305a222c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22646f63756d656e74223a2231306637323336363138326566626237366261393534373030333838306563636561613134666164323439643234653733373031626366306265333336663931222c22656e64223a22323032372d30392d31385431323a30303a30305a222c2265766964656e6365223a2265656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e6775616765223a22656e222c226c616e677561676573223a5b5d2c226c6576656c223a322c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6574686f64223a22706173736b6579222c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226e6f74696365223a2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338222c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c227265636f7264223a227265636f72642d31222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c22726f6c65223a2273656c66222c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227375626c6963656e6365223a66616c73652c227465727269746f72696573223a5b22434e222c224555225d2c227469636b73223a5b2262696f6d6574726963222c227075626c69635f646973636c6f73757265225d2c22747261696e696e67223a226e6f6e65222c22756e74696c223a22323032372d30392d31385431323a30303a30305a227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7abb-b9dd-7584f762323d', 'consent.use_reserved', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226f757470757473223a312c227265736572766564223a2230316132303332302d613230302d373630392d613636322d306235666130323639353638222c227365636f6e6473223a302c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227465727269746f72696573223a5b22434e225d2c22757365223a2230316132303332302d613230302d373531392d393466362d613932633336303863373332227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7981-86c2-987d0f786bd4', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376330372d393539302d636336336438623336643633227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-70d6-951c-764f4ef4b710', 'consent.drafted', '\x7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a6e756c6c2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d376330372d393539302d636336336438623336643633222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2265643239323034643037346637643262633637623233396363646263363536623037333765313633393565366231663934366133373139336633643030656433227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-79c5-9d5f-beb3f1f4a455', 'consent.preview_declared', '\x7b226279223a227265717565737465722d31222c22646967657374223a2237393631323038333736393464336633663239323539636665623235303931363938633261306161383738373336353864383430623439393365653838396233222c226b696e64223a22696d6167652f706e67222c2270726576696577223a2230316132303332302d613230302d373630312d386338372d386565623433393930646630222c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c2276657273696f6e223a327d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-72a3-9b24-55f4102dcfd8', 'consent.edited', '\x7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c22726574656e74696f6e5f64617973223a302c227365656e223a66616c73652c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626c6963656e6365223a66616c73652c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2276657273696f6e223a322c22776f726473223a2231383366366364373737383633336631613431363636386237343035633735343132323865656431353436326336313338636436326432313237356538356134227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7d7f-a210-462e8beaca71', 'consent.speaking_asked', '\x7b22646f63756d656e74223a2264646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2273706f6b656e223a2230316132303332302d613230302d373664652d393933322d376431353033343265656665222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7644-a44d-7f3d0f5751b9', 'consent.contact_named', '\x7b22636f6e74616374223a2230316132303332302d613230302d373763612d396433302d306630316463633832613937222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b5a-a2e1-62046125e7d9', 'consent.noted', '\x7b226e6f7465223a2230316132303332302d613230302d376333312d616239372d366162383661333537653137227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-77d2-a938-388f2d6de479', 'consent.disputed', '\x7b226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c2264697370757465223a2230316132303332302d613230302d373038382d626434612d323930316464636662626238227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7077-9a3e-110c8723c985', 'subject.epoch_raised', '\x7b2265706f6368223a322c22726561736f6e223a22636f6e73656e74222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-76f8-b882-57703c3533a1', 'consent.held', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22686f6c64223a2230316132303332302d613230302d373038382d626434612d323930316464636662626238222c22726561736f6e223a2264697370757465227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7dbe-8c4d-e21716270d0b', 'subject.epoch_raised', '\x7b2265706f6368223a332c22726561736f6e223a22636f6e73656e74222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7ae5-83e0-978333db5387', 'consent.withdrawn', '\x7b226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c2265706f6368223a332c22726561736f6e223a6e756c6c2c22726571756573746572223a227265717565737465722d31222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7b23-9021-b2bd3bf76c8f', 'consent.effect_begun', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32325431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373735642d383739382d346264386637336338343963222c226b696e64223a227265766f6b655f7065726d697473227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7431-b500-2fd53f56e80a', 'consent.effect_done', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22656666656374223a2230316132303332302d613230302d373735642d383739382d346264386637336338343963222c2265766964656e6365223a2235346331643363353039336234663530346537653762373065313935636131356139353533333265653037343337376331633535326331333839613030663633227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7832-802a-200f9b3360a1', 'consent.effect_begun', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32335431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373035312d613335622d643234343363656363353830222c226b696e64223a2274656c6c5f6c6963656e73656573227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7a97-b871-f6828128f6b2', 'consent.effect_begun', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32345431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d376436662d386366652d623265383631313932303738222c226b696e64223a226c6973745f6f757470757473227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7012-a637-bfea7fcf57a6', 'consent.effect_begun', '\x7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32335431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373737322d393265322d656161383331396134653331222c226b696e64223a2264656c6574655f74656d706c61746573227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7034-8a3e-0efb432728dc', 'subject.opened', '\x7b227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7cfc-b1f0-91a3089a1d1d', 'consent.drafted', '\x7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a6e756c6c2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2265366637666663623566353431653363653862636565663364393638633630663737646664666365306561353666383631376366366463366234313036356438227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7356-8567-15d3b1706d03', 'consent.sent', '\x7b22647565223a22323032362d31312d32395431323a30303a30305a222c22696e7669746174696f6e223a2230316132303332302d613230302d376235652d383237632d323236343063336162626637222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2276657273696f6e223a317d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7a0d-aa48-6c8809cb8e4c', 'consent.shown', '\x7b226c616e6775616765223a22656e222c226e6f74696365223a2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c2276657273696f6e223a317d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7183-9ee5-d77c6b72a5b2', 'consent.witness_recorded', '\x7b226279223a226f6666696365722d31222c22646f63756d656e74223a2261336334346435323435353033363664373933393162613263313866336132346638363638333038366564333966656466396334303666323865336362333863222c22647565223a22323032362d31312d32355431323a30303a30305a222c226b6e6f77696e67223a22646f63756d656e74222c226c616e6775616765223a22656e222c226e6f74696365223a2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264222c227061706572223a2239393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939222c2272656164696e67223a22616c6f7564222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2276657273696f6e223a312c227769746e6573736564223a2230316132303332302d613230302d373133352d623037622d633664333862366639333334227d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7665-bfdd-a2744af6a4d6', 'consent.representative_proposed', '\x7b22616c61726d73223a5b5d2c226279223a226f6666696365722d31222c22646f63756d656e74223a2261616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161222c226772616e7473223a747275652c226f7065726174696f6e73223a5b5d2c227061706572223a226f74686572222c227072696e636970616c223a22616e2d6167656e74222c22707572706f736573223a5b5d2c22726570726573656e746174697665223a2230316132303332302d613230302d373130382d396162322d323031303536393738376238222c22726f6c65223a226167656e74222c2273696e6365223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22756e74696c223a22323032362d31322d32325431323a30303a30305a222c22776974686472617773223a747275657d', 1795348800000000, NULL);
INSERT INTO public.events VALUES ('acme', '01a20320-a200-7c37-9e46-2747b21b92f9', 'consent.standing_proposed', '\x7b226279223a226f6666696365722d31222c22646f63756d656e74223a2262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262222c226b696e64223a226465636561736564222c226d616a6f72697479223a6e756c6c2c227061706572223a226f74686572222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934227d', 1795348800000000, NULL);
INSERT INTO public.holds VALUES ('acme', '01a20320-a200-7f0d-8a1b-a5c10e81f066', '01a20320-a200-75d6-b78f-66837c5dedc7', 'case-1', 'DSA-16', 'case', 1797076800000000, 'officer-1', 1795348800000000, NULL, NULL, NULL);
INSERT INTO public.hook_sends VALUES ('acme', '01a20320-a200-7c88-ac5a-11076db5d7ab', '01a20320-a200-7f80-a4e2-1ac1d5797d98', '01a20320-a200-752b-8b2d-2a2ff3c8d9f1', '\x7b2264617461223a7b226e756d626572223a327d2c226964223a2230316132303332302d613230302d373532622d386232642d326132666633633864396631222c2274696d657374616d70223a22323032362d31312d32325431323a30303a30305a222c2274797065223a22746573742e68617070656e6564227d', 1795348800000000, 1795348800000000, 0, NULL, NULL, NULL, 0);
INSERT INTO public.identity_cases VALUES ('acme', '043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89', '01a20320-a200-766e-8dce-0699493f7a11', 'officer', 'open', 1795348800000000, '', '', '', '', '', NULL, NULL);
INSERT INTO public.installation VALUES (1, 1, NULL, NULL);
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c52-827e-f7c859615cc2', '01a20320-a200-73bb-9aec-65689e38f9e5');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-75d6-b78f-66837c5dedc7', '01a20320-a200-70ee-8808-65949972412e');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a36-86fa-26509791d5c3', '01a20320-a200-7b83-9cef-243267759136');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-75d6-b78f-66837c5dedc7', '01a20320-a200-7dbf-98c7-a789a942130a');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7f0d-8a1b-a5c10e81f066', '01a20320-a200-7dbf-98c7-a789a942130a');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-7b6d-b154-cb24f511e967');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-7f76-b9cd-57db69f54db2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-7aab-b597-739ad451cc26');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-704e-bd6d-400d31c85023');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-72a3-811e-2a49a9dea0ce', '01a20320-a200-7e81-a1b8-d92a06407ed3');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-7e81-a1b8-d92a06407ed3');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', '01a20320-a200-752f-9049-e995db7e1c99');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', '01a20320-a200-79f7-840e-7a16d8c8b6a8');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', '01a20320-a200-753c-af57-050d924dae39');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7da1-a860-019273da1a50', '01a20320-a200-753c-af57-050d924dae39');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', '01a20320-a200-7588-9eec-63672ebd6370');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', '01a20320-a200-732c-80e9-4cf63edddc33');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', '01a20320-a200-76be-83d0-c79e9f8dbcc8');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-732d-9029-c69b85bc40e2', '01a20320-a200-747a-aa0d-ce3c48994d03');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-75d6-b78f-66837c5dedc7', '01a20320-a200-7b92-8b0a-eaa7c1b54574');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7cb8-abf6-26e574991e21', '01a20320-a200-7b92-8b0a-eaa7c1b54574');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a36-86fa-26509791d5c3', '01a20320-a200-796b-8301-bbf2220a3c50');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7709-bdd8-5f9e2da4a972', '01a20320-a200-7485-be9f-59a5de936f6b');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a36-86fa-26509791d5c3', '01a20320-a200-7485-be9f-59a5de936f6b');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7709-bdd8-5f9e2da4a972', '01a20320-a200-7fd1-bfe4-b8aeaa4a2365');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a36-86fa-26509791d5c3', '01a20320-a200-7fd1-bfe4-b8aeaa4a2365');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c73-9f1f-1067196ef059', '01a20320-a200-7fd1-bfe4-b8aeaa4a2365');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7f80-a4e2-1ac1d5797d98', '01a20320-a200-70f9-983c-fcebcd8b8b90');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7989-b17b-bf8a245bac29');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-70eb-a1a2-2943575f119d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-70eb-a1a2-2943575f119d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d09-ae8d-a218a9532b09', '01a20320-a200-70eb-a1a2-2943575f119d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7203-ba73-c798f7582986');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-7203-ba73-c798f7582986');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7cbb-9762-a8c67b73d78a', '01a20320-a200-7203-ba73-c798f7582986');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-7218-bd4f-846e8a697d39');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7f64-bcb0-3e90997c24f0', '01a20320-a200-71aa-80de-9abefc8ba0a1');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-73af-b6ca-8dcc55f664ee');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-73af-b6ca-8dcc55f664ee');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-73af-b6ca-8dcc55f664ee');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d09-ae8d-a218a9532b09', '01a20320-a200-73af-b6ca-8dcc55f664ee');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7519-94f6-a92c3608c732', '01a20320-a200-7abb-b9dd-7584f762323d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7609-a662-0b5fa0269568', '01a20320-a200-7abb-b9dd-7584f762323d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7abb-b9dd-7584f762323d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7abb-b9dd-7584f762323d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c07-9590-cc63d8b36d63', '01a20320-a200-7981-86c2-987d0f786bd4');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a86-abe7-7f305466117d', '01a20320-a200-70d6-951c-764f4ef4b710');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c07-9590-cc63d8b36d63', '01a20320-a200-70d6-951c-764f4ef4b710');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7601-8c87-8eeb43990df0', '01a20320-a200-79c5-9d5f-beb3f1f4a455');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a86-abe7-7f305466117d', '01a20320-a200-79c5-9d5f-beb3f1f4a455');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a86-abe7-7f305466117d', '01a20320-a200-72a3-9b24-55f4102dcfd8');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-76de-9932-7d150342eefe', '01a20320-a200-7d7f-a210-462e8beaca71');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7d7f-a210-462e8beaca71');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c55-9c45-80cf5d6bc61e', '01a20320-a200-7d7f-a210-462e8beaca71');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-77ca-9d30-0f01dcc82a97', '01a20320-a200-7644-a44d-7f3d0f5751b9');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7644-a44d-7f3d0f5751b9');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7c31-ab97-6ab86a357e17', '01a20320-a200-7b5a-a2e1-62046125e7d9');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7088-bd4a-2901ddcfbbb8', '01a20320-a200-77d2-a938-388f2d6de479');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-77d2-a938-388f2d6de479');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-77d2-a938-388f2d6de479');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7077-9a3e-110c8723c985');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7088-bd4a-2901ddcfbbb8', '01a20320-a200-76f8-b882-57703c3533a1');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-76f8-b882-57703c3533a1');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7dbe-8c4d-e21716270d0b');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7ae5-83e0-978333db5387');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7ae5-83e0-978333db5387');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-775d-8798-4bd8f73c849c', '01a20320-a200-7b23-9021-b2bd3bf76c8f');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7b23-9021-b2bd3bf76c8f');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-775d-8798-4bd8f73c849c', '01a20320-a200-7431-b500-2fd53f56e80a');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7431-b500-2fd53f56e80a');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7051-a35b-d2443cecc580', '01a20320-a200-7832-802a-200f9b3360a1');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7832-802a-200f9b3360a1');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7a97-b871-f6828128f6b2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d6f-8cfe-b2e861192078', '01a20320-a200-7a97-b871-f6828128f6b2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7772-92e2-eaa8319a4e31', '01a20320-a200-7012-a637-bfea7fcf57a6');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7a6e-9c31-0526b85c2711', '01a20320-a200-7012-a637-bfea7fcf57a6');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d77-b0f9-e90da7fd7c33', '01a20320-a200-7034-8a3e-0efb432728dc');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7cfc-b1f0-91a3089a1d1d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d77-b0f9-e90da7fd7c33', '01a20320-a200-7cfc-b1f0-91a3089a1d1d');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7356-8567-15d3b1706d03');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7b5e-827c-22640c3abbf7', '01a20320-a200-7356-8567-15d3b1706d03');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d77-b0f9-e90da7fd7c33', '01a20320-a200-7356-8567-15d3b1706d03');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7a0d-aa48-6c8809cb8e4c');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7135-b07b-c6d38b6f9334', '01a20320-a200-7183-9ee5-d77c6b72a5b2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7519-b3f1-539006d3b5bd', '01a20320-a200-7183-9ee5-d77c6b72a5b2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7d77-b0f9-e90da7fd7c33', '01a20320-a200-7183-9ee5-d77c6b72a5b2');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-7108-9ab2-2010569787b8', '01a20320-a200-7665-bfdd-a2744af6a4d6');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7665-bfdd-a2744af6a4d6');
INSERT INTO public.leaf_names VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', '01a20320-a200-7c37-9e46-2747b21b92f9');
INSERT INTO public.leaves VALUES (1, 'acme', '01a20320-a200-73bb-9aec-65689e38f9e5', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376335322d383237652d663763383539363135636332222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373362622d396165632d363536383965333866396535222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (2, 'acme', '01a20320-a200-70ee-8808-65949972412e', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373065652d383830382d363539343939373234313265222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (3, 'acme', '01a20320-a200-7b83-9cef-243267759136', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376238332d396365662d323433323637373539313336222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (4, 'acme', '01a20320-a200-7c57-9e2a-a29ecf919520', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226e756d626572223a312c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376335372d396532612d613239656366393139353230222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22746573742e68617070656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (5, 'acme', '01a20320-a200-7dbf-98c7-a789a942130a', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226261736973223a2263617365222c2263617365223a22636173652d31222c22686f6c64223a2230316132303332302d613230302d376630642d386131622d613563313065383166303636222c227265766965775f6174223a22323032362d31322d31325431323a30303a30305a222c2272756c65223a224453412d3136222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d31222c227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376462662d393863372d613738396139343231333061222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e686f6c645f736574227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (6, 'acme', '01a20320-a200-7b6d-b154-cb24f511e967', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376236642d623135342d636232346635313165393637222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (7, 'acme', '01a20320-a200-7f76-b9cd-57db69f54db2', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c22726f6c6573223a5b22656e67696e656572225d2c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376637362d623963642d353764623639663534646232222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226163636f756e742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (8, 'acme', '01a20320-a200-7aab-b597-739ad451cc26', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c22657870697265735f6174223a22323032362d31312d32335431323a30303a30305a222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376161622d623539372d373339616434353163633236222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226163636f756e742e656e726f6c6d656e745f6d616465227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (9, 'acme', '01a20320-a200-704e-bd6d-400d31c85023', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226279223a2261646d696e2d31222c226361706162696c6974696573223a5b226d61726b225d2c22657870697265735f6174223a22323032362d31312d32335431323a30303a30305a222c226b6579223a226b65792d30316132303332302d613230302d373263342d393236332d636365393238356266613064222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373034652d626436642d343030643331633835303233222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226163636f756e742e6b65795f6d616465227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (10, 'acme', '01a20320-a200-7e81-a1b8-d92a06407ed3', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226d6574686f64223a22706173736b6579222c2273657373696f6e223a2230316132303332302d613230302d373261332d383131652d326134396139646561306365222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376538312d613162382d643932613036343037656433222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226163636f756e742e7369676e65645f696e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (11, 'acme', '01a20320-a200-752f-9049-e995db7e1c99', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636f756e74223a2230316132303332302d613230302d373464352d386436352d366137333236316439313564222c226d6574686f64223a227265636f766572795f636f6465222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373532662d393034392d653939356462376531633939222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226163636f756e742e66616c6c6261636b5f736574227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (12, 'acme', '01a20320-a200-79f7-840e-7a16d8c8b6a8', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373966372d383430652d376131366438633862366138222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (13, 'acme', '01a20320-a200-753c-af57-050d924dae39', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265766964656e6365223a2265656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565222c226c6576656c223a322c226d6574686f64223a226f666669636572222c227265636f7264223a2230316132303332302d613230302d376461312d613836302d303139323733646131613530222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b5d2c2276616c69645f756e74696c223a22323032362d31322d30315431323a30303a30305a222c227665726966696572223a226f666669636572227d2c226964223a2230316132303332302d613230302d373533632d616635372d303530643932346461653339222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226964656e746974792e70726f766564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (14, 'acme', '01a20320-a200-7588-9eec-63672ebd6370', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a226f6666696365722d33222c22636f6e7461637473223a5b5d2c22636f6f6c696e675f756e74696c223a22323032362d31312d32355431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373538382d396565632d363336373265626436333730222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226964656e746974792e77656c6c5f6b6e6f776e5f656e726f6c6c6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (15, 'acme', '01a20320-a200-732c-80e9-4cf63edddc33', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2272756c65223a22434e2d4c4d2d3039222c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c2274656e616e74223a2261636d65222c22756e74696c223a22323032372d30352d32355431363a30303a30305a227d2c226964223a2230316132303332302d613230302d373332632d383065392d346366363365646464633333222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226964656e746974792e6e756d6265725f72657461696e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (16, 'acme', '01a20320-a200-76be-83d0-c79e9f8dbcc8', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22617474656d7074223a2230343361373138373734633537326264386132356164626562316266636435633032353661653131636563663966396333663932356430653532626561663839222c2262696e6473223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373636652d386463652d303639393439336637613131222c2274656e616e74223a2261636d65222c227665726966696572223a226f666669636572227d2c226964223a2230316132303332302d613230302d373662652d383364302d633739653966386462636338222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226964656e746974792e70726f6f665f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (17, 'acme', '01a20320-a200-747a-aa0d-ce3c48994d03', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b227061706572223a2231633462613931326361326435633765306437333163316162326534666130383264373530656631643537623465303133313766393461323339336533616139222c227375626a656374223a2230653234313133336463313663373131626664343033663930396637386530643931636630343831633864613961383137386336313734393534643663616165227d2c226661637473223a7b22617574686f72697479223a2244452d4147222c22657870697265735f6174223a22323032362d31322d30315431323a30303a30305a222c226b696e64223a227061757365222c226c6567616c5f6261736973223a225374504f2d3130306a222c226e6f746963655f6174223a6e756c6c2c226e6f746963655f776879223a6e756c6c2c226e756d626572223a2231222c226f72646572223a2230316132303332302d613230302d373332642d393032392d633639623835626334306532222c227061706572223a6e756c6c2c2273636f7065223a2261222c227365636f6e64223a6e756c6c2c227365745f6279223a226f6666696365722d33222c227375626a656374223a6e756c6c2c2274656e616e74223a2261636d65222c227465727269746f7279223a224555227d2c226964223a2230316132303332302d613230302d373437612d616130642d636533633438393934643033222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a226964656e746974792e6f726465725f736574227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (18, 'acme', '01a20320-a200-7b92-8b0a-eaa7c1b54574', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265726173757265223a2230316132303332302d613230302d376362382d616266362d323665353734393931653231222c227265766965775f6174223a5b22323032362d31322d31325431323a30303a30305a225d2c2272756c6573223a5b224453412d3136225d2c227375626a656374223a2230316132303332302d613230302d373564362d623738662d363638333763356465646337222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376239322d386230612d656161376331623534353734222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261737572655f68656c64227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (19, 'acme', '01a20320-a200-796b-8301-bbf2220a3c50', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265706f6368223a322c22726561736f6e223a2265726173757265222c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373936622d383330312d626266323232306133633530222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e65706f63685f726169736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (20, 'acme', '01a20320-a200-7485-be9f-59a5de936f6b', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265726173757265223a2230316132303332302d613230302d373730392d626464382d356639653264613461393732222c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373438352d626539662d353961356465393336663662222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261737572655f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (21, 'acme', '01a20320-a200-7fd1-bfe4-b8aeaa4a2365', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265726173757265223a2230316132303332302d613230302d373730392d626464382d356639653264613461393732222c226b657074223a5b227265616c5f6e616d65225d2c226b6579223a2230316132303332302d613230302d376337332d396631662d313036373139366566303539222c2272756c6573223a5b22434e2d44532d39225d2c227375626a656374223a2230316132303332302d613230302d376133362d383666612d323635303937393164356333222c2274656e616e74223a2261636d65222c22756e74696c223a5b22323032362d31322d32325431323a30303a30305a225d7d2c226964223a2230316132303332302d613230302d376664312d626665342d623861656161346132333635222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e657261736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (22, 'acme', '01a20320-a200-70f9-983c-fcebcd8b8b90', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a226b65792d6f662d61636d65222c226576656e7473223a5b22746573742e68617070656e6564225d2c22686f6f6b223a2230316132303332302d613230302d376638302d613465322d316163316435373937643938222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373066392d393833632d666365626364386238623930222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22776562686f6f6b2e6d616465227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (23, 'acme', '01a20320-a200-752b-8b2d-2a2ff3c8d9f1', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226e756d626572223a322c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373532622d386232642d326132666633633864396631222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22746573742e68617070656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (24, 'acme', '01a20320-a200-7989-b17b-bf8a245bac29', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373938392d623137622d626638613234356261633239222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (25, 'acme', '01a20320-a200-70eb-a1a2-2943575f119d', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2239313035633733656164626565353137393962306166363133623864613664363732633261346539396161386531633439383466653563336139386462336230227d2c226964223a2230316132303332302d613230302d373065622d613161322d323934333537356631313964222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e64726166746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (26, 'acme', '01a20320-a200-7203-ba73-c798f7582986', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22647565223a22323032362d31312d32395431323a30303a30305a222c22696e7669746174696f6e223a2230316132303332302d613230302d376362622d393736322d613863363762373364373861222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65222c2276657273696f6e223a317d2c226964223a2230316132303332302d613230302d373230332d626137332d633739386637353832393836222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e73656e74227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (27, 'acme', '01a20320-a200-7218-bd4f-846e8a697d39', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226c616e6775616765223a22656e222c226e6f74696365223a2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2274656e616e74223a2261636d65222c2276657273696f6e223a317d2c226964223a2230316132303332302d613230302d373231382d626434662d383436653861363937643339222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e73686f776e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (28, 'acme', '01a20320-a200-71aa-80de-9abefc8ba0a1', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226e6f7465223a2230316132303332302d613230302d376636342d626362302d336539303939376332346630222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373161612d383064652d396162656663386261306131222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6e6f746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (29, 'acme', '01a20320-a200-73af-b6ca-8dcc55f664ee', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226163636570746564223a5b22434e222c224555225d2c2261667465726d617468223a2274616b655f646f776e222c22617373757265645f756e74696c223a22323032372d31312d32325431323a30303a30305a222c226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22636f6e74656e74223a6e756c6c2c22636f756e74735f66726f6d223a22323032362d31312d32325431323a30303a30305a222c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22646f63756d656e74223a2231306637323336363138326566626237366261393534373030333838306563636561613134666164323439643234653733373031626366306265333336663931222c22656e64223a22323032372d30392d31385431323a30303a30305a222c2265766964656e6365223a2265656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565656565222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e6775616765223a22656e222c226c616e677561676573223a5b5d2c226c6576656c223a322c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6574686f64223a22706173736b6579222c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226e6f74696365223a2266656439613163373636653134663034386637643338346337333965653738633032626337656166633561373039393533343561623638393565613239373338222c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a2230316132303332302d613230302d376430392d616538642d613231386139353332623039222c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c227265636f7264223a227265636f72642d31222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c22726f6c65223a2273656c66222c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c227375626c6963656e6365223a66616c73652c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e222c224555225d2c227469636b73223a5b2262696f6d6574726963222c227075626c69635f646973636c6f73757265225d2c22747261696e696e67223a226e6f6e65222c22756e74696c223a22323032372d30392d31385431323a30303a30305a227d2c226964223a2230316132303332302d613230302d373361662d623663612d386463633535663636346565222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6772616e746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (30, 'acme', '01a20320-a200-7abb-b9dd-7584f762323d', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c226f757470757473223a312c227265736572766564223a2230316132303332302d613230302d373630392d613636322d306235666130323639353638222c227365636f6e6473223a302c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e225d2c22757365223a2230316132303332302d613230302d373531392d393466362d613932633336303863373332227d2c226964223a2230316132303332302d613230302d376162622d623964642d373538346637363233323364222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e7573655f7265736572766564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (31, 'acme', '01a20320-a200-7981-86c2-987d0f786bd4', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376330372d393539302d636336336438623336643633222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373938312d383663322d393837643066373836626434222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (32, 'acme', '01a20320-a200-70d6-951c-764f4ef4b710', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a6e756c6c2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d376330372d393539302d636336336438623336643633222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2265643239323034643037346637643262633637623233396363646263363536623037333765313633393565366231663934366133373139336633643030656433227d2c226964223a2230316132303332302d613230302d373064362d393531632d373634663465663462373130222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e64726166746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (33, 'acme', '01a20320-a200-79c5-9d5f-beb3f1f4a455', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a227265717565737465722d31222c22646967657374223a2237393631323038333736393464336633663239323539636665623235303931363938633261306161383738373336353864383430623439393365653838396233222c226b696e64223a22696d6167652f706e67222c2270726576696577223a2230316132303332302d613230302d373630312d386338372d386565623433393930646630222c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c2274656e616e74223a2261636d65222c2276657273696f6e223a327d2c226964223a2230316132303332302d613230302d373963352d396435662d626562336631663461343535222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e707265766965775f6465636c61726564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (51, 'acme', '01a20320-a200-7a0d-aa48-6c8809cb8e4c', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226c616e6775616765223a22656e222c226e6f74696365223a2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c2274656e616e74223a2261636d65222c2276657273696f6e223a317d2c226964223a2230316132303332302d613230302d376130642d616134382d366338383039636238653463222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e73686f776e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (34, 'acme', '01a20320-a200-72a3-9b24-55f4102dcfd8', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d376138362d616265372d376633303534363631313764222c22726574656e74696f6e5f64617973223a302c227365656e223a66616c73652c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626c6963656e6365223a66616c73652c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2276657273696f6e223a322c22776f726473223a2231383366366364373737383633336631613431363636386237343035633735343132323865656431353436326336313338636436326432313237356538356134227d2c226964223a2230316132303332302d613230302d373261332d396232342d353566343130326463666438222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e656469746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (35, 'acme', '01a20320-a200-7d7f-a210-462e8beaca71', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22646f63756d656e74223a2264646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464646464222c2272657175657374223a2230316132303332302d613230302d376335352d396334352d383063663564366263363165222c2273706f6b656e223a2230316132303332302d613230302d373664652d393933322d376431353033343265656665222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376437662d613231302d343632653862656163613731222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e737065616b696e675f61736b6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (36, 'acme', '01a20320-a200-7644-a44d-7f3d0f5751b9', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e74616374223a2230316132303332302d613230302d373763612d396433302d306630316463633832613937222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373634342d613434642d376633643066353735316239222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e636f6e746163745f6e616d6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (37, 'acme', '01a20320-a200-7b5a-a2e1-62046125e7d9', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226e6f7465223a2230316132303332302d613230302d376333312d616239372d366162383661333537653137222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376235612d613265312d363230343631323565376439222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6e6f746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (38, 'acme', '01a20320-a200-77d2-a938-388f2d6de479', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c2264697370757465223a2230316132303332302d613230302d373038382d626434612d323930316464636662626238222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373764322d613933382d333838663264366465343739222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6469737075746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (39, 'acme', '01a20320-a200-7077-9a3e-110c8723c985', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265706f6368223a322c22726561736f6e223a22636f6e73656e74222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373037372d396133652d313130633837323363393835222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e65706f63685f726169736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (40, 'acme', '01a20320-a200-76f8-b882-57703c3533a1', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22686f6c64223a2230316132303332302d613230302d373038382d626434612d323930316464636662626238222c22726561736f6e223a2264697370757465222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373666382d623838322d353737303363333533336131222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e68656c64227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (41, 'acme', '01a20320-a200-7dbe-8c4d-e21716270d0b', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2265706f6368223a332c22726561736f6e223a22636f6e73656e74222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376462652d386334642d653231373136323730643062222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e65706f63685f726169736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (42, 'acme', '01a20320-a200-7ae5-83e0-978333db5387', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c2265706f6368223a332c22726561736f6e223a6e756c6c2c22726571756573746572223a227265717565737465722d31222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376165352d383365302d393738333333646235333837222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e77697468647261776e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (43, 'acme', '01a20320-a200-7b23-9021-b2bd3bf76c8f', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32325431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373735642d383739382d346264386637336338343963222c226b696e64223a227265766f6b655f7065726d697473222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376232332d393032312d623262643362663736633866222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6566666563745f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (44, 'acme', '01a20320-a200-7431-b500-2fd53f56e80a', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22656666656374223a2230316132303332302d613230302d373735642d383739382d346264386637336338343963222c2265766964656e6365223a2235346331643363353039336234663530346537653762373065313935636131356139353533333265653037343337376331633535326331333839613030663633222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373433312d623530302d326664353366353665383061222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6566666563745f646f6e65227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (45, 'acme', '01a20320-a200-7832-802a-200f9b3360a1', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32335431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373035312d613335622d643234343363656363353830222c226b696e64223a2274656c6c5f6c6963656e73656573222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373833322d383032612d323030663962333336306131222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6566666563745f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (46, 'acme', '01a20320-a200-7a97-b871-f6828128f6b2', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32345431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d376436662d386366652d623265383631313932303738222c226b696e64223a226c6973745f6f757470757473222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376139372d623837312d663638323831323866366232222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6566666563745f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (47, 'acme', '01a20320-a200-7012-a637-bfea7fcf57a6', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22636f6e73656e74223a2230316132303332302d613230302d376136652d396333312d303532366238356332373131222c22647565223a22323032362d31312d32335431323a30303a30305a222c22656666656374223a2230316132303332302d613230302d373737322d393265322d656161383331396134653331222c226b696e64223a2264656c6574655f74656d706c61746573222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373031322d613633372d626665613766636635376136222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e6566666563745f626567756e227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (48, 'acme', '01a20320-a200-7034-8a3e-0efb432728dc', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d373033342d386133652d306566623433323732386463222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a227375626a6563742e6f70656e6564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (49, 'acme', '01a20320-a200-7cfc-b1f0-91a3089a1d1d', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b2261667465726d617468223a2274616b655f646f776e222c226279223a227265717565737465722d31222c226368616e6e656c73223a5b22696e7465726e616c222c22776562225d2c22636f6e74656e74223a6e756c6c2c2263726f73735f626f72646572223a66616c73652c226465726976617469766573223a66616c73652c22656e64223a22323032372d30392d31385431323a30303a30305a222c226578636c75646564223a5b5d2c2267726f7570223a6e756c6c2c226c616e677561676573223a5b5d2c226d61785f6f757470757473223a352c226d61785f7365636f6e6473223a6e756c6c2c226d6f64616c6974696573223a5b2266616365225d2c226d6f64656c73223a5b5d2c226f7065726174696f6e73223a5b22666163655f73776170225d2c227061727479223a6e756c6c2c227061795f616d6f756e74223a6e756c6c2c227061795f63757272656e6379223a6e756c6c2c227061795f706572223a6e756c6c2c22707572706f736573223a5b22616476657274225d2c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c22726571756573746572223a227265717565737465722d31222c22726574656e74696f6e5f64617973223a302c227374617274223a22323032362d31312d32315431323a30303a30305a222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c227375626c6963656e6365223a66616c73652c2273757065727365646573223a6e756c6c2c2274656e616e74223a2261636d65222c227465727269746f72696573223a5b22434e222c224555225d2c22747261696e696e67223a226e6f6e65222c2277617264223a66616c73652c22776f726473223a2265366637666663623566353431653363653862636565663364393638633630663737646664666365306561353666383631376366366463366234313036356438227d2c226964223a2230316132303332302d613230302d376366632d623166302d393161333038396131643164222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e64726166746564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (50, 'acme', '01a20320-a200-7356-8567-15d3b1706d03', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22647565223a22323032362d31312d32395431323a30303a30305a222c22696e7669746174696f6e223a2230316132303332302d613230302d376235652d383237632d323236343063336162626637222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2274656e616e74223a2261636d65222c2276657273696f6e223a317d2c226964223a2230316132303332302d613230302d373335362d383536372d313564336231373036643033222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e73656e74227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (52, 'acme', '01a20320-a200-7183-9ee5-d77c6b72a5b2', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a226f6666696365722d31222c22646f63756d656e74223a2261336334346435323435353033363664373933393162613263313866336132346638363638333038366564333966656466396334303666323865336362333863222c22647565223a22323032362d31312d32355431323a30303a30305a222c226b6e6f77696e67223a22646f63756d656e74222c226c616e6775616765223a22656e222c226e6f74696365223a2235616565663066643334613231366463306466616636333733333061366532356665333136316462363132323461636132376363343363343339663234653264222c227061706572223a2239393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939222c2272656164696e67223a22616c6f7564222c2272657175657374223a2230316132303332302d613230302d373531392d623366312d353339303036643362356264222c227375626a656374223a2230316132303332302d613230302d376437372d623066392d653930646137666437633333222c2274656e616e74223a2261636d65222c2276657273696f6e223a312c227769746e6573736564223a2230316132303332302d613230302d373133352d623037622d633664333862366639333334227d2c226964223a2230316132303332302d613230302d373138332d396565352d643737633662373261356232222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e7769746e6573735f7265636f72646564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (53, 'acme', '01a20320-a200-7665-bfdd-a2744af6a4d6', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b22616c61726d73223a5b5d2c226279223a226f6666696365722d31222c22646f63756d656e74223a2261616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161222c226772616e7473223a747275652c226f7065726174696f6e73223a5b5d2c227061706572223a226f74686572222c227072696e636970616c223a22616e2d6167656e74222c22707572706f736573223a5b5d2c22726570726573656e746174697665223a2230316132303332302d613230302d373130382d396162322d323031303536393738376238222c22726f6c65223a226167656e74222c2273696e6365223a6e756c6c2c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65222c22756e74696c223a22323032362d31322d32325431323a30303a30305a222c22776974686472617773223a747275657d2c226964223a2230316132303332302d613230302d373636352d626664642d613237343461663661346436222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e726570726573656e7461746976655f70726f706f736564227d', 1795348800000000, NULL);
INSERT INTO public.leaves VALUES (54, 'acme', '01a20320-a200-7c37-9e46-2747b21b92f9', '\x7b226174223a22323032362d31312d32325431323a30303a30305a222c22636f6d6d69746d656e7473223a7b7d2c226661637473223a7b226279223a226f6666696365722d31222c22646f63756d656e74223a2262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262222c226b696e64223a226465636561736564222c226d616a6f72697479223a6e756c6c2c227061706572223a226f74686572222c227375626a656374223a2230316132303332302d613230302d373935662d616132392d656166636563316464323934222c2274656e616e74223a2261636d65227d2c226964223a2230316132303332302d613230302d376333372d396534362d323734376232316239326639222c22736368656d61223a2274656c6c6d61726b2e6576656e742f31222c2274797065223a22636f6e73656e742e7374616e64696e675f70726f706f736564227d', 1795348800000000, NULL);
INSERT INTO public.mails VALUES ('acme', '01a20320-a200-708c-a020-76c5d1369f3b', '01a20320-a200-7c52-827e-f7c859615cc2', 'request-1', 'invitation', 'en', '\x017b3a857b216976a1d2e2431fd8a4b68823ddc3016b0ec8179272174b0e8911ef0e3806c5e770cde5eb1679485020db238c0deba229f8d836ec201e3b', '\x01eec07187ec6c14566d424ba47c86a15bb7b2229e8bc36db7d2002e38a5871f1b2d38421ab70315f79a950a952b90ad8e06e89e0ca81f8c97e755eb5382a5e0df990bc3908236c37c215879db80c42b4801519254d52af3ddac2c2dbc', 1795348800000000, 1795348800000000, 0, NULL, NULL, 0);
INSERT INTO public.orders VALUES ('acme', '01a20320-a200-732d-9029-c69b85bc40e2', 'pause', '01a20320-a200-766e-8dce-0699493f7a11', 'DE-AG', 'StPO-100j', 'a', 'EU', '1', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1796126400000000, NULL, 'officer-3', 1795348800000000, '', NULL, NULL, NULL, NULL);
INSERT INTO public.passkeys VALUES ('acme', 'p1', '01a20320-a200-74d5-8d65-6a73261d915d', '\x6964', '\x7075626c6963', 1, 1795348800000000, NULL, NULL, NULL, '\x016678a79196183fe45da6e00026c404ee2576eb45a3671ef0ef0ddf7b730b21446554626ff62ab8195a2faf7de8b980e3d3920e7cc51ef56afbb56da7');
INSERT INTO public.proof_tries VALUES ('acme', '043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89', '01a20320-a200-766e-8dce-0699493f7a11', 'officer', 'open', '', '', 1795348800000000, 1795349400000000, 0, '', '\x01b8b14cb9b775f3609b5928c493de98529b96119e3169c26f9f3c77f00adf0597da11755732e3be880b19f348af28ed7794eb87a9f15a9cd19ffdbc34', '');
INSERT INTO public.recovery_codes VALUES ('acme', '563b5f9968d878aca187f671c8218aaf37ced07d524bfe2d215c595b3517d658', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', 'd37ce5c70a9fcc69865c7a5dab637aed2c5d22c9ed453d392cb4bd13709770c6', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', '8bf28e2130bbabef7b8784ea53ac244f7cd66447664ff204b549c6626d851332', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', '495d79125ea313cf1de5571a87ba8784044d302cb2b363e27b40b1056f464f4e', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', '1c6b778dd66c35137c543b857760d45ef6da381d1ec8d6ea8fa6b1143a8ad93c', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', 'c754e8faaa50aedf5e6a1055bd2f526a6f6b8d247dd909829f9365a7b135c556', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', '19cd409838504d4e84be1802a5f5f41fc53b62662f5d0310a420c16a156affd6', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', '80ca0c5ac6dd5a0e0d0e42f0e109807c040108d035de8e69984312fa3a33fa9a', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', 'c2bb9da260e3a00e44c067bcbba387f2f21a02535c4d97c40f7845c5b6cc6a6d', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.recovery_codes VALUES ('acme', 'c6987e436a1d0f13c99286741be9db9e1da8ffb49b0014b5f031dcb3ac2445f8', '01a20320-a200-74d5-8d65-6a73261d915d', 1795348800000000);
INSERT INTO public.retained VALUES ('acme', '01a20320-a200-7637-903c-b5de39468ff4', '01a20320-a200-7a36-86fa-26509791d5c3', 'real_name', 'CN-DS-9', 1797940800000000, NULL);
INSERT INTO public.retained VALUES ('acme', '01a20320-a200-75d4-8a77-3ce72ae30b69', '01a20320-a200-766e-8dce-0699493f7a11', 'identity.number', 'CN-LM-09', 1811260800000000, NULL);
INSERT INTO public.retained VALUES ('acme', '01a20320-a200-7c9e-8d4b-1a8406391cfd', '01a20320-a200-795f-aa29-eafcec1dd294', 'consent_record', 'CN-PI-3', 1890043200000000, NULL);
INSERT INTO public.retained_numbers VALUES ('acme', '01a20320-a200-72a6-ac2b-f6851657d7a7', '01a20320-a200-766e-8dce-0699493f7a11', 'CN-LM-09', 1811260800000000, '\x01dca9ab49904772452fd712295e0b1b5957d4af030f43243d4abffaf5ecfde93ae99d97908db1004500d2df17904009e0765bcc438fe2a0127f191ee8');
INSERT INTO public.sessions VALUES ('acme', '01a20320-a200-72a3-811e-2a49a9dea0ce', '01a20320-a200-74d5-8d65-6a73261d915d', '0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a', 'passkey', 1795348800000000, 1795348800000000, 1795348800000000, NULL);
INSERT INTO public.sign_in_failures VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', 1, 0, NULL);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7c52-827e-f7c859615cc2', 1, '01a20320-a200-7538-9e4a-81a2b8989f9c', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-75d6-b78f-66837c5dedc7', 1, '01a20320-a200-762f-838a-2f99b30dc0bd', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-74d5-8d65-6a73261d915d', 1, '01a20320-a200-7b8e-b03c-8f22f1c747a7', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', 1, '01a20320-a200-7b36-ac84-25f2383daf85', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7a36-86fa-26509791d5c3', 2, '01a20320-a200-7c73-9f1f-1067196ef059', 'erased', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7c07-9590-cc63d8b36d63', 1, '01a20320-a200-7180-a5fa-17953e53de9a', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-795f-aa29-eafcec1dd294', 3, '01a20320-a200-7f91-ba68-c0081840b7a0', 'active', 1795348800000000);
INSERT INTO public.subjects VALUES ('acme', '01a20320-a200-7d77-b0f9-e90da7fd7c33', 1, '01a20320-a200-7ea2-a52c-0965e5f195b6', 'active', 1795348800000000);
INSERT INTO public.tenants VALUES ('acme', 1795348800000000);
INSERT INTO public.tenants VALUES ('birch', 1795348800000000);
INSERT INTO public.webhooks VALUES ('acme', '01a20320-a200-7f80-a4e2-1ac1d5797d98', 'https://program.example/hook', '\x5b22746573742e68617070656e6564225d', '01a20320-a200-78d8-bef9-ee8e38a01f2a', NULL, NULL, 'key-of-acme', 1795348800000000, NULL, NULL);
INSERT INTO public.well_known VALUES ('acme', '01a20320-a200-766e-8dce-0699493f7a11', 'officer-3', 1795348800000000, 1795608000000000);
SELECT pg_catalog.setval('public.installation_id_seq', 1, false);
SELECT pg_catalog.setval('public.leaves_id_seq', 54, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT pk_accounts PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.assurance_records
    ADD CONSTRAINT pk_assurance_records PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.bindings
    ADD CONSTRAINT pk_bindings PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.challenges
    ADD CONSTRAINT pk_challenges PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.clocks
    ADD CONSTRAINT pk_clocks PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_contacts
    ADD CONSTRAINT pk_consent_contacts PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_disputes
    ADD CONSTRAINT pk_consent_disputes PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_effects
    ADD CONSTRAINT pk_consent_effects PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_invitations
    ADD CONSTRAINT pk_consent_invitations PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_notes
    ADD CONSTRAINT pk_consent_notes PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_parties
    ADD CONSTRAINT pk_consent_parties PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_previews
    ADD CONSTRAINT pk_consent_previews PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT pk_consent_records PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_representatives
    ADD CONSTRAINT pk_consent_representatives PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_requests
    ADD CONSTRAINT pk_consent_requests PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_spoken
    ADD CONSTRAINT pk_consent_spoken PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_standings
    ADD CONSTRAINT pk_consent_standings PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_uses
    ADD CONSTRAINT pk_consent_uses PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_witnessed
    ADD CONSTRAINT pk_consent_witnessed PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT pk_consents PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT pk_deliveries PRIMARY KEY (tenant, event, subscriber);
ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT pk_enrolments PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT pk_erasures PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.holds
    ADD CONSTRAINT pk_holds PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.hook_sends
    ADD CONSTRAINT pk_hook_sends PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.identity_cases
    ADD CONSTRAINT pk_identity_cases PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT pk_installation PRIMARY KEY (id);
ALTER TABLE ONLY public.leaf_names
    ADD CONSTRAINT pk_leaf_names PRIMARY KEY (tenant, thing, event);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT pk_leaves PRIMARY KEY (id);
ALTER TABLE ONLY public.mails
    ADD CONSTRAINT pk_mails PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT pk_orders PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT pk_passkeys PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.proof_tries
    ADD CONSTRAINT pk_proof_tries PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT pk_recovery_codes PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.retained
    ADD CONSTRAINT pk_retained PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.retained_numbers
    ADD CONSTRAINT pk_retained_numbers PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT pk_sessions PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.sign_in_failures
    ADD CONSTRAINT pk_sign_in_failures PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT pk_subjects PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT pk_tenants PRIMARY KEY (id);
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT pk_webhooks PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.well_known
    ADD CONSTRAINT pk_well_known PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.consent_invitations
    ADD CONSTRAINT uq_consent_invitations_digest UNIQUE (digest);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT uq_consents_code UNIQUE (code);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT uq_leaves_event UNIQUE (event);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT uq_leaves_position UNIQUE ("position");
ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT uq_subjects_key UNIQUE (key);
CREATE INDEX ix_answers_expires ON public.answers USING btree (tenant, expires_at);
CREATE INDEX ix_api_keys_account ON public.api_keys USING btree (tenant, account);
CREATE UNIQUE INDEX ix_api_keys_digest ON public.api_keys USING btree (tenant, digest);
CREATE INDEX ix_assurance_records_subject ON public.assurance_records USING btree (tenant, subject);
CREATE INDEX ix_bindings_subject ON public.bindings USING btree (tenant, subject);
CREATE INDEX ix_challenges_until ON public.challenges USING btree (tenant, until);
CREATE INDEX ix_clocks_about ON public.clocks USING btree (tenant, about);
CREATE INDEX ix_clocks_next ON public.clocks USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX ix_consent_contacts_subject ON public.consent_contacts USING btree (tenant, subject);
CREATE INDEX ix_consent_disputes_consent ON public.consent_disputes USING btree (tenant, consent);
CREATE INDEX ix_consent_effects_consent ON public.consent_effects USING btree (tenant, consent);
CREATE INDEX ix_consent_invitations_request ON public.consent_invitations USING btree (tenant, request);
CREATE INDEX ix_consent_notes_subject ON public.consent_notes USING btree (tenant, subject);
CREATE UNIQUE INDEX ix_consent_parties_folded ON public.consent_parties USING btree (tenant, folded);
CREATE INDEX ix_consent_previews_request ON public.consent_previews USING btree (tenant, request);
CREATE INDEX ix_consent_previews_subject ON public.consent_previews USING btree (tenant, subject);
CREATE INDEX ix_consent_records_subject ON public.consent_records USING btree (tenant, subject);
CREATE INDEX ix_consent_representatives_principal ON public.consent_representatives USING btree (tenant, principal);
CREATE INDEX ix_consent_representatives_subject ON public.consent_representatives USING btree (tenant, subject);
CREATE INDEX ix_consent_requests_group_id ON public.consent_requests USING btree (tenant, group_id);
CREATE INDEX ix_consent_requests_requester ON public.consent_requests USING btree (tenant, requester, id);
CREATE INDEX ix_consent_requests_subject ON public.consent_requests USING btree (tenant, subject);
CREATE INDEX ix_consent_spoken_request ON public.consent_spoken USING btree (tenant, request);
CREATE INDEX ix_consent_spoken_subject ON public.consent_spoken USING btree (tenant, subject);
CREATE INDEX ix_consent_uses_consent ON public.consent_uses USING btree (tenant, consent);
CREATE INDEX ix_consent_uses_use_id ON public.consent_uses USING btree (tenant, use_id);
CREATE INDEX ix_consent_witnessed_request ON public.consent_witnessed USING btree (tenant, request);
CREATE INDEX ix_consent_witnessed_state ON public.consent_witnessed USING btree (tenant, state);
CREATE INDEX ix_consent_witnessed_subject ON public.consent_witnessed USING btree (tenant, subject);
CREATE INDEX ix_consents_requester ON public.consents USING btree (tenant, requester);
CREATE INDEX ix_consents_subject ON public.consents USING btree (tenant, subject, state);
CREATE INDEX ix_deliveries_waiting ON public.deliveries USING btree (next_at) WHERE (done_at IS NULL);
CREATE INDEX ix_enrolments_account ON public.enrolments USING btree (tenant, account);
CREATE INDEX ix_erasures_state ON public.erasures USING btree (state);
CREATE INDEX ix_erasures_subject ON public.erasures USING btree (tenant, subject);
CREATE INDEX ix_events_unspread ON public.events USING btree (said_at) WHERE (spread_at IS NULL);
CREATE INDEX ix_holds_subject ON public.holds USING btree (tenant, subject);
CREATE INDEX ix_hook_sends_waiting ON public.hook_sends USING btree (done_at, next_at);
CREATE INDEX ix_identity_cases_state ON public.identity_cases USING btree (tenant, state, opened_at);
CREATE INDEX ix_identity_cases_subject ON public.identity_cases USING btree (tenant, subject);
CREATE INDEX ix_leaves_waiting ON public.leaves USING btree (id) WHERE ("position" IS NULL);
CREATE INDEX ix_mails_subject ON public.mails USING btree (tenant, subject);
CREATE INDEX ix_mails_waiting ON public.mails USING btree (done_at, next_at);
CREATE INDEX ix_orders_subject ON public.orders USING btree (tenant, subject);
CREATE INDEX ix_passkeys_account ON public.passkeys USING btree (tenant, account);
CREATE INDEX ix_proof_tries_expires ON public.proof_tries USING btree (expires_at);
CREATE INDEX ix_proof_tries_subject ON public.proof_tries USING btree (tenant, subject, opened_at);
CREATE INDEX ix_recovery_codes_account ON public.recovery_codes USING btree (tenant, account);
CREATE INDEX ix_retained_numbers_subject ON public.retained_numbers USING btree (tenant, subject);
CREATE INDEX ix_retained_subject ON public.retained USING btree (tenant, subject);
CREATE INDEX ix_retained_until ON public.retained USING btree (until);
CREATE INDEX ix_sessions_account ON public.sessions USING btree (tenant, account);
CREATE UNIQUE INDEX ix_sessions_digest ON public.sessions USING btree (tenant, digest);
CREATE INDEX ix_sessions_opened ON public.sessions USING btree (tenant, opened_at);
CREATE UNIQUE INDEX ux_hook_sends_once ON public.hook_sends USING btree (tenant, hook, event);
CREATE TRIGGER leaves_stand BEFORE UPDATE ON public.leaves FOR EACH ROW WHEN ((NOT ((old."position" IS NULL) AND (new."position" IS NOT NULL) AND (new.id = old.id) AND ((new.tenant)::text = (old.tenant)::text) AND ((new.event)::text = (old.event)::text) AND (new.body = old.body) AND (new.written_at = old.written_at)))) EXECUTE FUNCTION public.leaves_stand();
CREATE TRIGGER leaves_stay BEFORE DELETE OR TRUNCATE ON public.leaves FOR EACH STATEMENT EXECUTE FUNCTION public.leaves_stand();
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT fk_deliveries_tenant_event FOREIGN KEY (tenant, event) REFERENCES public.events(tenant, id);
ALTER TABLE ONLY public.leaves
    ADD CONSTRAINT fk_leaves_tenant FOREIGN KEY (tenant) REFERENCES public.tenants(id);
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.assurance_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.bindings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.clocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_disputes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_effects ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_parties ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_previews ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_representatives ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_spoken ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_standings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_uses ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consent_witnessed ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.enrolments ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.hook_sends ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.leaf_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON public.accounts USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.answers USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.api_keys USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.assurance_records USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.bindings USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.challenges USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.clocks USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_contacts USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_disputes USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_effects USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_invitations USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_notes USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_parties USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_previews USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_records USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_representatives USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_requests USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_spoken USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_standings USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_uses USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consent_witnessed USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.consents USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.deliveries USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.enrolments USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.erasures USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.events USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.holds USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.hook_sends USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.identity_cases USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.leaf_names USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.leaves USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.mails USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.orders USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.passkeys USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.proof_tries USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.recovery_codes USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.retained USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.retained_numbers USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.sessions USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.sign_in_failures USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.subjects USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.webhooks USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
CREATE POLICY own_tenant ON public.well_known USING ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text))) WITH CHECK ((((tenant)::text = current_setting('tellmark.tenant'::text, true)) OR (current_setting('tellmark.tenant'::text, true) = '*'::text)));
ALTER TABLE public.passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.proof_tries ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.retained ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.retained_numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sign_in_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.subjects ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.well_known ENABLE ROW LEVEL SECURITY;
