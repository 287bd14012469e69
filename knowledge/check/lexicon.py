"""The words by which the check tells whose act a sentence reports. Lower case, without trade words."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """The words or phrases, parted by commas, as alternatives; the longest first."""
    found = sorted((each.strip() for each in words.replace("\n", " ").split(",")), key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", r"[\s-]+") for each in found if each)


def _forms(verbs: str) -> str:
    """Verbs with their third person and their regular past, parted by commas."""
    found = []
    for verb in (each.strip() for each in verbs.replace("\n", " ").split(",")):
        first, _, rest = verb.partition(" ")
        stem = (
            first[:-1] + "ie"
            if re.search(r"[^aeiou]y$", first)
            else first + "e" * first.endswith(("s", "sh", "ch", "x"))
        )
        past = stem + "d" if stem != first else first.removesuffix("e") + "ed"
        found += [f"{each} {rest}".strip() for each in (first, f"{stem}s", past)]
    return _any(",".join(found))


SELLER = _any(
    """rep, reps, sales rep, sales reps, representative, sales representative, seller, sellers, salesperson,
    salespeople, salesman, account executive, account executives, account team, account manager, key account
    manager, ae, aes, se, ses, sdr, sdrs, bdr, bdrs, csm, sales engineer, sales engineers, solution
    engineer, solutions engineer, solution consultant, solutions consultant, presales, pre-sales, presales
    team, pre-sales engineer, sales team, sales, inside sales, vendor, bid team, bid manager, proposal team,
    deal desk, delivery team, customer success, customer success manager"""
)
OURS = _any(
    """team, engineer, engineers, consultant, consultants, expert, experts, specialist, specialists, rep, reps,
    people, technician, technicians, colleague, colleagues, manager, managers, executive, executives, ceo,
    cto, cfo, vp, director, sales, presales, staff, project manager, account team, bid team, trainer,
    trainers, designer, architect, surveyors, salesperson, salespeople, marketing, company, side,
    representative, office, department, design office, pre-sales, account executive, account manager,
    partner manager, fitter, installer, crew, surveyor, analyst, developer, support"""
)
SELLING_VERBS = _forms(
    """present, send, deliver, submit, pitch, propose, demo, demonstrate, qualify, identify, uncover, conduct,
    schedule, book, follow up, follow, build, create, prepare, draft, share, show, explain, close, call,
    visit, email, e-mail, mail, contact, provide, develop, map, discover, gather, handle, overcome,
    position, issue, quote, offer, walk, hand, train, onboard, configure, update, enter, log, record,
    forecast, understand, research, prospect, nurture, engage, introduce, educate, convince, persuade,
    upsell, cross-sell, obtain, secure, win, get, verify, validate, establish, determine, assess, negotiate,
    tailor, customise, customize, invite, host, hold, run, perform, complete, finalise, finalize, chase,
    ask, collect, capture, define, document, review, discuss, meet, arrange, organise, organize, kick off,
    ensure, assign, socialize, socialise, champion, push, ping, remind, probe, reach out, give, make, do,
    set up, set, resolve, address, align, agree, inspect, calculate, measure, install, sign     off,
    coordinate, facilitate, deploy, implement, finish, recommend"""
)
SELLING_THINGS = _any(
    """proposal, proposals, quote, quotes, quotation, offer, demo, demos, demonstration, presentation, pitch,
    deck, slides, brochure, brochures, price list, pricing, discovery call, discovery, follow-up, follow up,
    newsletter, collateral, information pack, white paper, whitepaper, case study, case studies, business
    case, roi calculation, roi analysis, roi, statement of work, sow, draft contract, contract draft,
    contract, agreement, call, meeting, intro call, intro meeting, first call, first meeting, workshop,
    webinar, site visit, survey, assessment, needs analysis, poc, proof of concept, trial, trial access,
    pilot, e-mail, email, mail, invoice, kick-off, kickoff, onboarding, training, documentation,
    information, material, materials, solution, product, references, reference list, rfp response, rfi
    response, tender     response, bid, response, battle card, mutual action plan, close plan, account plan,
    sample, samples, catalogue, catalog, data sheet, datasheet, introduction, overview, tour, walkthrough,
    walk-through, visit, nda"""
)
DONE_BY_SELLER = _any(
    """sent, delivered, presented, submitted, shared, given, made, held, done, completed, conducted, scheduled,
    booked, performed, run, prepared, issued, provided, emailed, e-mailed, mailed, drafted, shown, pitched,
    demonstrated, explained, uploaded, customised, customized, tailored, created, built, developed, written
    up, followed up, handed over, walked     through, forwarded, dispatched, circulated, introduced,
    positioned, logged, entered, updated, discussed, negotiated, demoed, set up, installed, configured,
    finished, gone out, out the door, over, produced, recorded, delivered to"""
)
TARGETS = _any(
    """lead, leads, prospect, opportunity, deal, account, customer, client, contact, contacts, decision maker,
    decision     makers, decision-makers, economic buyer, champion, stakeholder, stakeholders, key
    stakeholders, key players, need, needs, customer needs, client needs, pain, pain points, pains,
    requirements, competitors, competition, competitor landscape, timeline, decision process, buying
    process, decision criteria, objections, budget, use case, use cases, success criteria, value
    proposition, next steps, power, influencers, buying committee, fit, risks, coach, forecast category,
    forecast"""
)
DONE_TO_TARGET = _any(
    """qualified, contacted, identified, assigned, nurtured, engaged, called, visited, onboarded, trained,
    closed, won, updated, mapped, understood, uncovered, known, discovered, established, researched,
    handled, overcome, gathered, captured, documented, addressed, resolved, developed, found, reached,
    profiled, segmented, scored, determined, defined, articulated, validated, verified, set, educated,
    briefed, moved, upgraded, advanced"""
)
RECEIVED_THINGS = _any(
    """proposal, quote, quotation, offer, demo, demonstration, presentation, pitch, deck, slides, brochure,
    price list, pricing, newsletter, white paper, case study, draft contract, contract draft, information
    pack, information, walkthrough, catalogue, catalog, data sheet, datasheet, material, materials,
    documentation, reference list, introduction, overview, product tour, tour, training, prices, options,
    roadmap, business case, roi calculation, sample, samples, answers, follow-up, solution, product,
    features, capabilities, platform, mail, e-mail, email, call, intro, leaflet, invitation, link, line
    card, tds, pack, kit, sheet, t&cs, terms, drawings, visualisations, visualizations, mock-ups,
    renderings, plan, design, report, comparison, final commercial proposal, paper, handout, flyer, folder,
    video, recording, login, logins, credentials, account, access"""
)
FEELING_VERBS = _any(
    """likes, like, loves, love, wants, want, feels, feel, believes, believe, thinks, think, trusts, trust,
    understands, understand, knows, appreciates, appreciate, values, prefers, prefer, hopes, hope, intends,
    considers, recognises, recognizes, realises, realizes, enjoys, cares, worries, fears, perceives,
    desires, sees value, sees the value, sees the benefit, sees the need, sees a need, sees us, sees a fit,
    sees potential, is keen, needs, need, sympathises, leans towards, leans toward, respects, doubts,
    understood, liked, loved, felt, know, see us as, views us as, regards us as, considers us, leans, lean,
    internalised, internalized, internalises, internalizes, grasps, grasped, gets it, made up her mind, made
    up his mind, made up their minds, made up their mind, made up its mind, is sold on, warms to, warmed to,
    embraces the idea, buys into, bought into, identifies with, sees the potential, sees the logic, sees the
    point, sees the urgency, treats us as, dislikes, admires, fancies"""
)
FEELING_WORDS = _any(
    """interested, excited, happy, convinced, enthusiastic, comfortable, satisfied, impressed, keen, eager,
    confident, positive, open, willing, ready, aware, motivated, curious, pleased, delighted, worried,
    concerned, receptive, supportive, warm, hot, cold, sold, hooked, engaged, invested, committed,
    optimistic, favourable, favorable, inclined, serious, loyal, glad, thrilled, sure, persuaded, relaxed,
    reassured, at ease, in favour, in favor, likely, onboard, fond, hesitant, unhappy, dissatisfied,
    frustrated, inspired, passionate, amenable, energised, energized, intrigued, fired up, leaning,
    attracted, attached, enamoured, enamored, drawn, taken with, over the moon, upbeat, bullish, cautious,
    sceptical, skeptical, nervous, relieved, proud, grateful, thankful, hopeful, emotionally invested, in
    love, on fire, pumped, stoked, content, appreciative, sympathetic, well disposed, minded, game, up for,
    fed up, considering, thinking, wondering, tempted, tired"""
)
VAGUE = _any(
    """on board, bought in, bought-in, buy-in, good relationship, strong relationship, trusted relationship,
    relationship, rapport, momentum, aligned, alignment, champion, coach, mindshare, top of mind, value
    established, goodwill, consensus, fit, good fit, strong fit, pain, urgency, compelling event,
    sponsorship, executive sponsorship, power sponsor, executive sponsor for us, intent, appetite, political
    support, support at, mutual understanding, understanding, shared vision, vision, engagement, good
    chemistry, chemistry, sense of urgency, traction, credibility, partnership, green light feeling, good
    feeling, positive signals, good vibes, awareness, commitment, competitive position, position in the
    account, opportunity health, deal health, technical win, verbal win, on our side, on side, in our
    corner, behind us"""
)
CUSTOMER_VERBS = _any(
    """accepts, adds, agrees, allocates, allots, announces, answers, appoints, approves, asks, assigns,
    authorises, authorizes, awards, begins, books, brings, budgets, buys, calculates, calls, cancels,
    checks, chooses, clears, closes, commissions, commits, compares, completes, confirms, connects,
    consents, counts, countersigns, decides, declares, defines, delivers, describes, designates, discloses,
    draws, drafts, drops, drives, enters, estimates, evaluates, examines, excludes, explains, files,
    finishes, fixes, forwards, freezes, funds, gives, grants, handles, hands, hires, hosts, identifies,
    informs, inspects, installs, instructs, introduces, invites, issues, joins, launches, lends, lets,
    lists, locks, logs, makes, measures, meets, models, moves, names, negotiates, nominates, notifies,
    obtains, opens, orders, passes, pays, permits, picks, places, plans, posts, prepares, presents, prints,
    proposes, provides, publishes, puts, ranks, reads, recommends, records, registers, rejects, releases,
    removes, renews, replaces, reports, requests, reserves, returns, reviews, runs, says, schedules, scores,
    seals, secures, selects, sends, sets, shares, shortlists, shows, signs, specifies, speaks, stakes,
    starts, states, stops, submits, switches, takes, tastes, tells, tenders, terminates, tests, trains,
    transfers, transmits, tries, turns, updates, uploads, uses, validates, verifies, visits, votes, walks,
    weighs, withdraws, works, writes, settles, supplies, resolves, applies, certifies, keeps, rates, marks,
    raises, admits, finds, strips, acknowledges, supports, allows, frees, gathers, arranges, adopts,
    sponsors, executes, collects, endorses, unlocks, extends, entrusts, declines, backs, advertises, briefs,
    appropriates, opts, earmarks, rents, elects, tallies, builds, rules, dispatches, prescribes, pulls,
    scans, blocks, extracts, cites, replies, lodges, pours, qualifies, discusses, vets, audits, charters,
    ratifies, concludes, rewrites, retires, migrates, loads, ships, exports, imports, cuts, redlines,
    initials, demonstrates, observes, interviews, carries, holds, okays, recalculates, redoes, reworks,
    recounts, remeasures, inventories, proves, witnesses, rehearses, trials, pilots, staffs, charges"""
)
CUSTOMER_DONE = _any(
    """accepted, agreed, allocated, approved, assigned, authorised, authorized, awarded, booked, chosen,
    cleared, closed, committed, confirmed, countersigned, decided, defined, executed, finalised, finalized,
    fixed, frozen, funded, granted, named, negotiated, opened, ordered, paid, passed, placed, published,
    received, released, reserved, returned, reviewed, secured, selected, set, shortlisted, signed, signed
    off, started, tested, validated, verified, won, obtained, live, settled, drawn up, in place, done,
    completed, raised, issued, sanctioned, set up, applied for, drafted, ratified, concluded, lodged, filed,
    submitted to the board"""
)
ACTS_AS_NOUNS = _any(
    """approval, signature, sign-off, signoff, selection, decision, acceptance, confirmation, go-live, rollout,
    roll-out, commitment, sponsorship, allocation, release, shortlisting, evaluation, validation,
    verification, nomination, budget, agreement, kick-off, kickoff, payment, order, review, testing,
    implementation, adoption, renewal, negotiation"""
)
