import type { Section } from './section.ts'

/** What a tradesperson, cleaner, caretaker, locksmith or gardener puts right, wherever it is. */
export const facility: readonly Section[] = [
  {
    about: 'Heating, cooling and air',
    strong: `
      heating, heater, heat not, central heating, radiator, boiler, thermostat, underfloor heating, aircon, air con,
      air conditioning, airconditioner, air conditioner, hvac, ventilation, extractor, extractor fan, air vent,
      ceiling fan, room cold, room freezing, office cold, office freezing, classroom cold, no heat, ice cold room,
      cold in, freezing in, draughty, drafty, draught, condensation, humid, air handling, ac not, ac unit, ac broken,
      ac blow, ac leak, ac off, ac on`,
    fair: `
      chilly, stuffy, boiling, sweltering, roasting, insulation, vent, ac, warm, temperature, overheated room, fan,
      degrees, coats, gloves`,
  },
  {
    about: 'Water, drains and toilets',
    strong: `
      toilet, loo, lavatory, urinal, bathroom, restroom, washroom, wc, gents, shower, sink, basin, washbasin, tap,
      faucet, plumbing, plumber, pipe, drain, drainage, gutter, sewage, sewer, leak, leaky, leakage, drip, flood,
      overflow, not flush, flush, cistern, hot water, no water, running water, water pressure, water supply,
      water fountain, drinking fountain, water bottle filler, water cooler, water dispenser, burst pipe, bath,
      bathtub, plughole, toilet paper, toilet roll, loo roll, soap dispenser, hand soap, hand dryer, hand drier,
      paper towel, sanitary bin, water coming, water damage, water stain, tap water, brown water, limescale,
      legionella, no soap, toilet out of paper, toilet no paper`,
    fair: 'water, blocked, clogged, unblock, puddle, soap, damp, wet floor, soaked, plug hole, stagnant, bidet',
  },
  {
    about: 'Lifts, stairs and ways in',
    strong: `
      lift, elevator, escalator, stairlift, stair, staircase, stairwell, stairway, handrail, hand rail, banister,
      railing, ramp, wheelchair ramp, step free, automatic door, revolving door, between floors, trapped in lift,
      stuck lift, doorbell, trip hazard, slip hazard, slippery, icy, black ice, gritting, snow, uneven, paving,
      pavement, sidewalk, paving slab, pothole, tarmac, kerb, curb, manhole, gate broken, accessible toilet,
      not accessible, outside door`,
    fair: `
      ice, footpath, pathway, walkway, path, hazard, accessible entrance, door opener, entrance, corridor, hallway,
      foyer`,
    slight: 'wheelchair, floor, building, wing, gate',
  },
  {
    about: 'Doors, locks, keys and safety',
    strong: `
      door, doorknob, door handle, door closer, hinge, doorframe, fire door, fire exit, emergency exit, lock, padlock,
      latch, deadbolt, locksmith, room key, lost key, spare key, key not, key fob, key broke, key snapped, fob,
      locked out room, locked out flat, locked out office, wheelchair access, keyhole, card reader, swipe card,
      swipe card door, swipe reader, key card, keycard, door access, building access, turnstile, intercom, burglar,
      fire alarm, smoke alarm, smoke detector, alarm beep, carbon monoxide, fire extinguisher, extinguisher,
      sprinkler, fire blanket, emergency light, barrier, boom barrier, parking barrier, fence, security camera, cctv,
      first aid box, first aid kit, defibrillator, gate stuck, gate not, gate jammed, not close properly`,
    fair: 'key, alarm, sash, handle, broken into, evacuation, locker',
  },
  {
    about: 'Light and power',
    strong: `
      light, light bulb, lightbulb, lamp, lamppost, streetlight, street lamp, street light, fluorescent, tube light,
      light switch, dimmer, pitch black, power cut, power outage, blackout, black out, no electricity, electricity,
      electrician, no power in, fuse, fuse box, fusebox, circuit breaker, breaker, power socket, plug socket,
      wall socket, electrical outlet, power outlet, wall outlet, sparks, electric shock, exposed wire, bare wire,
      live wire, wiring, burning smell, no power, power off, lost power, power generator, backup generator,
      emergency generator, breaker tripped, tripped over, extension lead, extension cord, lights not dim, cannot dim,
      dimmed`,
    fair: 'bulb, socket, dark, flickering, outlet, power, plug',
  },
  {
    about: 'Furniture and fittings',
    strong: `
      chair, armchair, stool, bench, desk drawer, desk leg, desk wobbly, broken desk, drawer, table, sofa, couch,
      furniture, bookcase, bookshelf, shelf, shelves, cupboard, wardrobe, cabinet, mattress, bed frame, bed,
      headboard, blinds, curtain, window, windowpane, windowsill, pane, broken glass, smashed glass, glass smashed,
      mirror, whiteboard, blackboard, chalkboard, notice board, noticeboard, coat hook, carpet, rug, lino, floorboard,
      floor tile, tile, ceiling, ceiling tile, plaster, plasterboard, paint, paintwork, repaint, wallpaper, wall,
      roof, skylight, chimney, crack in, cracks, screw, wobbly, loose, splinter, seat, upholstery, partition,
      signpost, signage, lectern wobbly, fell off, came off, off wall, ladder, scaffolding`,
    fair: `
      desk, torn, ripped, rusty, rust, rotten, wood, wooden, smashed, shattered, glass, collapsed, furniture delivery,
      crooked, peeling, sign`,
  },
  {
    about: 'Cleaning, rubbish and smells',
    strong: `
      dirty, filthy, filth, grubby, unclean, stain, sticky, dust, dusty, grime, grimy, vomit, sick on floor, faeces,
      feces, poo, blood, not cleaned, needs cleaning, cleaning needed, deep clean, vacuum, hoover, mop, spill, spilt,
      spillage, bin, garbage, trash, rubbish, litter, recycling, recycling bin, dumpster, wheelie bin, not emptied,
      overflowing bin, waste bin, fly tipping, cigarette butts, smell, smelly, stench, stink, reek, odour, odor,
      mould, mold, mouldy, moldy, mildew, asbestos, graffiti, chewing gum, gas smell, smell gas, gas leak,
      hand sanitiser, hand sanitizer, bin bags, broken bottle`,
    fair: `
      mess, messy, gross, disgusting, cleaned, wipe, hygiene, gas, waste, sanitiser, sanitizer, musty, unhygienic`,
    slight: 'cleaner, janitor, caretaker, custodian, maintenance',
  },
  {
    about: 'Pests and animals',
    strong: `
      pest, pest control, mouse droppings, mouse in kitchen, mouse in room, mice, rat, rodent, cockroach, roach,
      bedbug, bed bug, ant, ants nest, wasp, wasp nest, hornet, bees, bee nest, flies, fly infestation, fruit flies,
      flea, silverfish, moth, spider, pigeon, seagull, bird nest, bat, squirrel, fox, infestation, vermin, termite,
      insects, bugs in bed, bugs in room, bugs in kitchen, rat dropping, bird dropping, found droppings,
      maggots in bin, snake, raccoon, dead bird, dead rat, stray dog, stray cat, exterminator`,
    fair: 'nest, bird, animal',
  },
  {
    about: 'Grounds, bicycles and vehicles',
    strong: `
      grass, lawn, hedge, tree, branch fell, fallen branch, weeds, fallen leaves, wet leaves, garden, flowerbed, bush,
      shrub, bike rack, bicycle rack, bike shed, bicycle shed, bike stand, cycle shed, bike storage, cycle rack,
      car park flooded, car park light, parking lot light, shelter, street furniture, playground, sports pitch, pitch,
      goalpost, tennis net, road surface, drain cover, charging point, ev charger, picnic table, pond, fountain,
      overgrown, branch came down, tree came down, tree fell, fallen tree`,
    fair: 'bike, bicycle, shed, garage, outdoor, courtyard',
    slight: 'car park, parking lot, parking',
  },
  {
    about: 'Appliances, kitchens and laundry',
    strong: `
      fridge, freezer, refrigerator, oven, hob, stove, cooker, microwave, toaster, kettle, dishwasher,
      washing machine, washer, tumble dryer, tumble drier, dryer, drier, laundry machine, iron, ironing board,
      vacuum cleaner, appliance, kitchen, kitchenette, worktop, countertop, treadmill, rowing machine, exercise bike,
      gym equipment, weights machine, cross trainer, sauna, swimming pool, pool, coffee machine leaking,
      vending machine leak`,
    fair: 'laundry, laundrette, laundromat, utility room, lint, coffee machine',
    slight: 'gym, flat, halls, dorm, dormitory, vending machine, parking space marking',
  },
  {
    about: 'Laboratories, theatres and works',
    strong: `
      fume hood, fume cupboard, eyewash, eye wash, safety shower, gas tap, bunsen, chemical spill, chemical waste,
      compressed air, autoclave, biosafety cabinet, cold room, centrifuge, glasswash, construction noise,
      building site, building work, drilling, jackhammer, hammering, contractors, roadworks, stage curtain, repairman,
      handyman, carpenter, joiner, decorator, porter move, move furniture, broken window, wheel fell`,
    fair: `
      construction, noise from building, rattling, grinding noise, banging noise, banging, squeaking, squeaky,
      creaking, humming noise, buzzing, whirring, slat, common room dirty`,
    slight: 'lab, laboratory, theatre',
  },
]
