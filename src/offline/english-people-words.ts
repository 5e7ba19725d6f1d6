import { type Sex } from '../art/look.js';

/** English nouns for people, with the sex that the noun tells; what stands before them is read, too. Data, no code. */

const words = (sex: Sex | null, text: string): [string, Sex | null][] => text.split(' ').map((word) => [word, sex]);

export const ENGLISH_PEOPLE: readonly (readonly [string, Sex | null])[] = [
  ...words(
    'female',
    'waitress actress witch princess queen empress maid ex-girlfriend daughter mother granddaughter ' +
      'grandmother sister wife widow girl woman lady granny grandma nan mum mom aunt niece heiress sorceress ' +
      'priestess nun duchess countess bride fiancée girlfriend stepmother mermaid nanny seamstress ballerina ' +
      'heroine goddess schoolgirl',
  ),
  ...words(
    'male',
    'waiter fisherman prince king emperor samurai postman ex-boyfriend son father grandson grandfather ' +
      'brother husband boy man gentleman grandpa dad uncle nephew duke count lord monk priest groom fiancé ' +
      'boyfriend stepfather butler hero schoolboy cowboy swordsman policeman fireman mailman',
  ),
  ...words(
    null,
    'programmer engineer developer designer manager intern boss lawyer doctor surgeon nurse detective officer ' +
      'journalist reporter photographer teacher professor student classmate chef baker barista bartender driver ' +
      'courier singer musician pianist violinist dancer actor writer painter librarian bookseller clockmaker ' +
      'watchmaker keeper farmer gardener florist firefighter pilot astronaut captain scientist robot android ' +
      'rider knight wizard elf hunter thief spy assassin general guard carrier plumber magician clown kid ' +
      'worker child toddler teenager teen friend roommate stranger neighbour neighbor colleague coworker lover ' +
      'sweetheart partner ex twin sibling orphan refugee traveller traveler wanderer pilgrim mage sorcerer ' +
      'warlock apprentice master mentor healer chancellor minister warrior soldier sailor veteran pirate bandit ' +
      'smuggler outlaw rebel prophet bard minstrel scribe scholar archer mercenary ranger vampire werewolf ' +
      'ghost alien cyborg clone hacker inventor mechanic carpenter blacksmith tailor cobbler shoemaker butcher ' +
      'grocer shopkeeper innkeeper cook cleaner janitor postwoman caretaker shepherd judge prosecutor witness ' +
      'suspect killer murderer murderess thug gangster villain tyrant cop sergeant inspector agent investigator ' +
      'coroner paramedic patient therapist psychologist archaeologist astronomer physicist biologist botanist ' +
      'explorer climber diver skater boxer swimmer runner coach player drummer guitarist cellist composer ' +
      'conductor poet novelist author sculptor artist illustrator comedian host producer director secretary ' +
      'assistant accountant banker clerk salesman salesperson trader merchant tycoon millionaire billionaire ' +
      'landlord tenant passenger biker skipper crew tutor principal pupil freshman senior athlete monarch ' +
      'regent heir ambassador mayor president senator candidate activist monster hermit exile fugitive prisoner ' +
      'convict guardian guide midwife vet zookeeper beekeeper barber hairdresser model influencer streamer ' +
      'gamer elder critic reviewer chairman',
  ),
];
