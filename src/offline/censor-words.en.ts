import { english as words, type CensorLists } from './censor-lists.js';

/** Word lists of the offline censor: our own, lower case, as they are read without marks. Data, no code. */

const YEARS = words(
  'eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, sixteen, 8, 9, 10, 11, 12, 13, 14, 15, 16',
);
const MINORS = [
  ...words(
    `child, children, minor, minors, underage, preteen, preteens, schoolgirl, schoolgirls, schoolboy, little girl,
    little girls, little boy, little boys, toddler, kid, kids, middle schooler`,
  ),
  ...YEARS.flatMap((years) => [`${years} year old`, `${years} years old`]),
];
const TEACHING = words(
  `tutorial, guide, how to, instructions, manual, recipe, step by step, at home, explains exactly how, explains how, tips for,
  exactly how, template`,
);
const TRADE = words(
  `for sale, buy, selling, order, delivered, discreet, discreet delivery, best price, with crypto, ships worldwide, order now,
  no questions asked, dm me, message me, next day delivery, i sell, sell them, score some, cash ready, dm for, any state, wholesale`,
);

export const ENGLISH_LISTS: CensorLists = {
  words: [
    {
      category: 'sexual',
      verdict: 'reject',
      words: words(
        `porn, porno, pornography, pornographic, hardcore porn, xxx video, xxx videos, sex tape, sex tapes, blowjob,
        blowjobs, handjob, gangbang, gang rape, rape fantasy, deepthroat, bukkake, creampie porn, sex slave, sex slaves,
        incest porn, bestiality, masturbating, cumshot, anal sex, oral sex, escort service, date rape drug`,
      ),
    },
    {
      category: 'sexual',
      verdict: 'review',
      words: words(
        'raped, rapes, rape, naked sex, explicit sex, graphic sex, full nudity, erotic scene, sex on camera, have sex on, nudes for sale, nude pics, orgy, threesome, masturbate, hardcore sex, live sex show',
      ),
    },
    { category: 'sexual', verdict: 'hidden', words: words('sex, nude, nudes, incest, erotic, noodes') },
    {
      category: 'minors',
      verdict: 'reject',
      words: words(
        `child porn, child pornography, kiddie porn, cp porn, underage sex, underage porn, sex with children, sex with a child,
        sex with a minor, sex with minors, naked children, naked child, child naked, naked kid, naked kids, naked minor,
        minor naked, nude children, nude child, naked minors, preteen sex, preteen nude, lolita porn, sexualized child,
        sexualised child, child sex, pedophilia, paedophilia, pedophile fantasy, naked little girls, naked little boys,
        nude little girls, sexy schoolgirl, sexy schoolgirls`,
      ),
    },
    { category: 'minors', verdict: 'hidden', words: words('underage') },
    {
      category: 'violence',
      verdict: 'reject',
      words: words(
        `snuff film, snuff video, snuff movie, gore porn, torture porn, how to kill someone, how to murder someone,
        how to get away with murder tutorial, hire a hitman, hitman for hire, dismember a body, dismembering a body,
        animal torture, torturing animals, crush video, school shooting tutorial, skinned alive, beheading video,
        beheading videos, hire a contract killer`,
      ),
    },
    { category: 'violence', verdict: 'hidden', words: words('beheading, hitman, snuff, gore') },
    {
      category: 'terror',
      verdict: 'reject',
      words: words(
        `build a bomb, make a bomb, making a bomb, bomb making, pipe bomb instructions, how to make explosives, make explosives,
        homemade explosives, join isis, join al qaeda, glory to isis, jihad recruitment, terrorist recruitment,
        plan a terrorist attack, nerve gas recipe, sarin recipe, make sarin, ricin recipe, dirty bomb instructions,
        ghost gun instructions, mass shooting tutorial`,
      ),
    },
    {
      category: 'terror',
      verdict: 'review',
      words: words(
        'suicide bomber, suicide bombing, terrorist attack, strike the infidels, untraceable gun, unregistered gun, print a gun, pressure cooker bomb, suicide vest, shoot up the school',
      ),
    },
    { category: 'terror', verdict: 'hidden', words: words('bomb, bombs, explosives, jihad, isis') },
    {
      category: 'drugs',
      verdict: 'reject',
      words: words(
        `cook meth, cook crystal meth, cooking meth, meth recipe, make meth, make crystal meth, make methamphetamine,
        how to make crack, buy cocaine, sell cocaine, buy heroin, sell heroin, buy fentanyl, sell fentanyl, buy mdma,
        sell meth, buy meth, inject heroin tutorial, drug dealing tutorial, synthesize mdma, synthesize lsd`,
      ),
    },
    {
      category: 'drugs',
      verdict: 'hidden',
      words: words('cocaine, heroin, meth, fentanyl, ecstasy, mdma, lsd, weed, coke'),
    },
    {
      category: 'gambling',
      verdict: 'reject',
      words: words(
        `online casino, online casinos, casino bonus, gambling site, gambling sites, gambling website, betting site,
        betting sites, sports betting tips, free spins, illegal gambling ring`,
      ),
    },
    { category: 'gambling', verdict: 'hidden', words: words('casino, casinos, gambling, betting') },
    {
      category: 'hate',
      verdict: 'reject',
      words: words(
        `nigger, niggers, kike, kikes, faggot, faggots, wetback, wetbacks, gas the jews, kill all jews, kill all muslims,
        kill all blacks, kill all whites, kill all gays, heil hitler, sieg heil, hitler was right, racial holy war, ethnic cleansing now`,
      ),
    },
    { category: 'hate', verdict: 'review', words: words('white power, white supremacy, master race') },
    {
      category: 'self_harm',
      verdict: 'reject',
      words: words(
        `how to kill myself, how to kill yourself, how to commit suicide, ways to commit suicide, suicide methods, suicide method,
        painless suicide, suicide pact, suicide tutorial, suicide guide, how to hang myself, how to cut myself,
        self harm tutorial, self harm tips, pro ana, thinspo`,
      ),
    },
    {
      category: 'self_harm',
      verdict: 'review',
      words: words(
        'suicide, suicidal, end my life, want to kill myself, going to kill myself, cut their wrists, slit my wrists, kill yourself, hang yourself, slit your wrists, drink bleach',
      ),
    },
    {
      category: 'fraud',
      verdict: 'reject',
      words: words(
        `buy stolen credit cards, stolen credit cards for sale, sell stolen credit cards, credit card dumps, carding tutorial,
        phishing kit, phishing tutorial, counterfeit money for sale, buy counterfeit money, fake passport for sale,
        buy fake passport, fake id for sale, money laundering tutorial, ponzi scheme tutorial, romance scam script, scam script`,
      ),
    },
    {
      category: 'fraud',
      verdict: 'hidden',
      words: words(
        'phishing, stolen credit cards, counterfeit, fake passports, fake passport, fake id, fake ids, carding',
      ),
    },
  ],
  together: [
    {
      category: 'sexual',
      groups: [
        words(
          'explicit, graphic, uncut, uncensored, penetration, on camera, leave nothing out, nothing left out, leaked, every detail, in close up, webcam',
        ),
        words('sex, sex scene, erotic, nude, strip naked, stripping naked, nudity, naked, making love, intercourse'),
      ],
    },
    {
      category: 'minors',
      groups: [MINORS, words('sex, sex scene, sexy, erotic, undresses, undressing, porn, sexual')],
    },
    {
      category: 'minors',
      groups: [
        MINORS,
        words('naked, nude'),
        words('camera, video, videos, dancing, photos, pictures, pics, posing, poses, filmed, undressed'),
      ],
    },
    {
      category: 'violence',
      groups: [
        TEACHING,
        words(
          'kill a person, kill somebody, murder somebody, hide the corpse, dispose of a body, without getting caught, getting rid of a corpse, get rid of a corpse, get rid of a body, poison my',
        ),
      ],
    },
    {
      category: 'violence',
      groups: [
        words('looking for, hire, hiring, need, charge, how much'),
        words('hitman, contract killer, killer for hire'),
      ],
    },
    {
      category: 'violence',
      groups: [
        words('kitten, kittens, cat, cats, puppy, puppies, dog, dogs, animals'),
        words('tortured, torture, torturing, crushed'),
        words('video, videos, watch, live'),
      ],
    },
    {
      category: 'violence',
      groups: [
        words('close up, slowly, screaming, everywhere, in detail'),
        words('disembowelling, disemboweling, guts, entrails, intestines, flaying, dismembering'),
      ],
    },
    {
      category: 'terror',
      groups: [
        TEACHING,
        words(
          'bomb, bombs, pipe bomb, nail bomb, explosives, making explosives, grenade, grenades, molotov, nerve gas',
        ),
      ],
    },
    {
      category: 'terror',
      groups: [
        [...TRADE, 'where to buy'],
        words(
          'ghost gun, ghost guns, unregistered gun, serial number, serial numbers, background check, assault rifles',
        ),
      ],
    },
    {
      category: 'terror',
      groups: [
        words('join, join us, join our brothers, we will, tonight'),
        words('isis, jihad, mass shooting, al qaeda, infidels'),
      ],
    },
    {
      category: 'drugs',
      groups: [
        [...TRADE, ...TEACHING, ...words('cook, online, how to make, grow your own, get high on')],
        words(
          'cocaine, pure cocaine, heroin, meth, crystal meth, mdma, ecstasy, ecstasy pills, lsd, fentanyl, ketamine, crack cocaine, magic mushrooms, shrooms, acid tabs',
        ),
      ],
    },
    {
      category: 'gambling',
      groups: [
        words(
          `sign up, deposit, deposit now, bonus, welcome bonus, bonus codes, instant payout, real money, never lose, guaranteed,
          win guaranteed, promo code, join today, double your, use code, claim, play now, free chips`,
        ),
        words(
          'casino, slots, poker, betting, betting app, roulette, blackjack, sportsbook, bet on, roulette tables, slot machines',
        ),
      ],
    },
    {
      category: 'hate',
      groups: [
        words(
          'jews, muslims, blacks, whites, gays, lesbians, immigrants, arabs, asians, mexicans, christians, gypsies, refugees, arab, foreigners',
        ),
        words(
          `exterminated, exterminate, wiped out, vermin, subhuman, enslaved, put to death, should die, must die,
          deserve to die, kill them all, burn them, parasites, before they kill us, drown them all, cockroaches, the only good, inferior race, deserve no mercy`,
        ),
      ],
    },
    {
      category: 'self_harm',
      groups: [
        words('kill myself, end it all, cut my wrists, cut their wrists, hang myself'),
        words('how, way, tell me, quickest, painless, challenge, on camera'),
      ],
    },
    {
      category: 'self_harm',
      groups: [words('sleeping pills, pills, overdose, bleach'), words('to die, lethal, painlessly, end it all')],
    },
    {
      category: 'self_harm',
      groups: [
        words('starve themselves, starve yourself, starving yourself'),
        words('teaches, tips, followers, goals, challenge'),
      ],
    },
    {
      category: 'fraud',
      groups: [
        [...TRADE, 'passes'],
        words(
          `cloned credit cards, cloned cards, stolen credit cards, counterfeit money, counterfeit notes, fake passport, fake passports, fake id,
          fake ids, fake driver licences, bank logins, stolen bank logins, hacked accounts, hacked paypal accounts, cvv, fullz, id cards`,
        ),
      ],
    },
    {
      category: 'fraud',
      groups: [
        [...TEACHING, ...words('script, kit')],
        words('scam, scam elderly, scam people, phishing, defraud, scamming, forge a passport, forge passports'),
      ],
    },
    {
      category: 'fraud',
      groups: [words('launder, launders, laundering'), words('money, dirty money, percent cut, cash')],
    },
  ],
  harmless: words(
    `suicide prevention, prevent suicide, suicide squad, suicide hotline, anti porn, food porn, chink in the armor,
    chink in the armour, chink in her armor, chink in his armor, chink of light, sex education, same sex, opposite sex, you'll kill yourself,
    you will kill yourself, you'd kill yourself, you could kill yourself, trying to kill yourself, kill yourself working,
    kill yourself laughing, kill yourself over`,
  ),
  excuses: words(
    `police, cop, cops, officer, detective, agents, agent, arrested, campaign, prevention, hotline, crisis line, survivor,
    survivors, recovery, recovering, undercover, raid, documentary, therapist, doctor, nurse, court, judge, historian, squad`,
  ),
};
