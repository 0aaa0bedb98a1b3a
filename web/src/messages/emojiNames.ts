/** All emoji by kind, a line for each: the sign, what it is called here, and its other names. Names are Unicode's where nobody knows them by another. */
export const emojiNames: readonly (readonly [kind: string, lines: string])[] = [
  [
    'Smileys',
    `😀 grinning grinning_face
😃 smiley smiling_face_with_open_mouth
😄 smile happy smiling_face_with_open_mouth_and_smiling_eyes
😁 grin grinning_face_with_smiling_eyes
😆 laughing satisfied smiling_face_with_open_mouth_and_tightly_closed_eyes
😅 sweat_smile smiling_face_with_open_mouth_and_cold_sweat
🤣 rofl lol rolling_on_the_floor_laughing
😂 joy laughing lol face_with_tears_of_joy
🙂 slight_smile slightly_smiling_face
🙃 upside_down upside_down_face
🫠 melting_face
😉 wink winking_face
😊 blush smiling_face_with_smiling_eyes
😇 innocent angel smiling_face_with_halo
🥰 smiling_hearts smiling_face_with_smiling_eyes_and_three_hearts
😍 heart_eyes smiling_face_with_heart_shaped_eyes
🤩 grinning_face_with_star_eyes
😘 kiss kissing_heart face_throwing_a_kiss
😗 kissing_face
☺️ white_smiling_face
😚 kissing_face_with_closed_eyes
😙 kissing_face_with_smiling_eyes
🥲 happy_tear smiling_face_with_tear
😋 face_savouring_delicious_food
😛 face_with_stuck_out_tongue
😜 tongue wink_tongue face_with_stuck_out_tongue_and_winking_eye
🤪 grinning_face_with_one_large_and_one_small_eye
😝 face_with_stuck_out_tongue_and_tightly_closed_eyes
🤑 money_mouth_face
🤗 hug hugging_face
🤭 smiling_face_with_smiling_eyes_and_hand_covering_mouth
🫢 face_with_open_eyes_and_hand_over_mouth
🫣 face_with_peeking_eye
🤫 face_with_finger_covering_closed_lips
🤔 thinking hmm thinking_face
🫡 salute saluting_face
🤐 zipper_mouth_face
🤨 face_with_one_eyebrow_raised
😐 neutral neutral_face
😑 expressionless expressionless_face
😶 face_without_mouth
🫥 dotted_line_face
😏 smirk smirking_face
😒 unamused unamused_face
🙄 rolling_eyes eyeroll face_with_rolling_eyes
😬 grimacing grimacing_face
🤥 lying_face
🫨 shaking_face
😌 relieved_face
😔 pensive pensive_face
😪 sleepy_face
🤤 drooling_face
😴 sleeping zzz sleeping_face
😷 mask face_with_medical_mask
🤒 sick face_with_thermometer
🤕 face_with_head_bandage
🤢 nauseated nauseated_face
🤮 vomit face_with_open_mouth_vomiting
🤧 sneezing_face
🥵 hot_face overheated_face
🥶 cold freezing_face
🥴 face_with_uneven_eyes_and_wavy_mouth
😵 dizzy_face
🤯 exploding_head mind_blown shocked_face_with_exploding_head
🤠 face_with_cowboy_hat
🥳 partying face_with_party_horn_and_party_hat
🥸 disguised_face
😎 sunglasses cool smiling_face_with_sunglasses
🤓 nerd nerd_face
🧐 face_with_monocle
😕 confused confused_face
🫤 face_with_diagonal_mouth
😟 worried_face
🙁 frown slightly_frowning_face
☹️ frowning white_frowning_face
😮 open_mouth surprised wow face_with_open_mouth
😯 hushed_face
😲 astonished_face
😳 flushed flushed_face
🥺 pleading face_with_pleading_eyes
🥹 face_holding_back_tears
😦 frowning_face_with_open_mouth
😧 anguished_face
😨 fearful_face
😰 face_with_open_mouth_and_cold_sweat
😥 disappointed_but_relieved_face
😢 cry sad crying_face
😭 sob crying loudly_crying_face
😱 scream face_screaming_in_fear
😖 confounded_face
😣 persevering_face
😞 disappointed disappointed_face
😓 face_with_cold_sweat
😩 weary weary_face
😫 tired_face
🥱 yawning_face
😤 triumph face_with_look_of_triumph
😡 rage angry pouting_face
😠 angry mad angry_face
🤬 swearing cursing serious_face_with_symbols_covering_mouth
😈 smiling_face_with_horns
👿 imp
💀 skull dead
☠️ skull_and_crossbones
💩 poop shit pile_of_poo
🤡 clown clown_face
👹 japanese_ogre
👺 japanese_goblin
👻 ghost
👽 alien extraterrestrial_alien
👾 alien_monster
🤖 robot bot robot_face
😺 smiling_cat_face_with_open_mouth
😸 grinning_cat_face_with_smiling_eyes
😹 cat_face_with_tears_of_joy
😻 smiling_cat_face_with_heart_shaped_eyes
😼 cat_face_with_wry_smile
😽 kissing_cat_face_with_closed_eyes
🙀 weary_cat_face
😿 crying_cat_face
😾 pouting_cat_face
🙈 see_no_evil see_no_evil_monkey
🙉 hear_no_evil hear_no_evil_monkey
🙊 speak_no_evil speak_no_evil_monkey`,
  ],
  [
    'People',
    `👋 wave hello hi bye waving_hand
🤚 raised_back_of_hand
🖐️ raised_hand_with_fingers_splayed
✋ raised_hand
🖖 raised_hand_with_part_between_middle_and_ring_fingers
🫱 rightwards_hand
🫲 leftwards_hand
🫳 palm_down_hand
🫴 palm_up_hand
🫷 leftwards_pushing_hand
🫸 rightwards_pushing_hand
👌 ok_hand
🤌 pinched_fingers
🤏 pinching_hand
✌️ v victory peace victory_hand
🤞 fingers_crossed luck hand_with_index_and_middle_fingers_crossed
🫰 hand_with_index_finger_and_thumb_crossed
🤟 i_love_you_hand
🤘 metal sign_of_the_horns
🤙 call_me_hand
👈 point_left white_left_pointing_backhand_index
👉 point_right white_right_pointing_backhand_index
👆 point_up white_up_pointing_backhand_index
🖕 reversed_hand_with_middle_finger_extended
👇 point_down white_down_pointing_backhand_index
☝️ index_up white_up_pointing_index
🫵 index_pointing_at_the_viewer
👍 +1 thumbsup yes like thumbs_up
👎 -1 thumbsdown no thumbs_down
✊ fist raised_fist
👊 punch fisted_hand
🤛 left_facing_fist
🤜 right_facing_fist
👏 clap applause clapping_hands
🙌 raised_hands hooray person_raising_both_hands_in_celebration
🫶 heart_hands
👐 open_hands
🤲 palms_up_together
🤝 handshake deal
🙏 pray thank_you please person_with_folded_hands
✍️ writing_hand
💅 nail_polish
🤳 selfie
💪 muscle strong flexed_biceps
🦾 mechanical_arm
🦿 mechanical_leg
🦵 leg
🦶 foot
👂 ear
🦻 ear_with_hearing_aid
👃 nose
🧠 brain
🫀 anatomical_heart
🫁 lungs
🦷 tooth
🦴 bone
👀 eyes look
👁️ eye
👅 tongue
👄 mouth
🫦 biting_lip
👶 baby
🧒 child
👦 boy
👧 girl
🧑 adult
👱 person_with_blond_hair
👨 man
🧔 bearded_person
👩 woman
🧓 older_adult
👴 older_man
👵 older_woman
🙍 person_frowning
🙎 person_with_pouting_face
🙅 face_with_no_good_gesture
🙆 face_with_ok_gesture
💁 information_desk_person
🙋 raising_hand happy_person_raising_one_hand
🧏 deaf_person
🙇 bow sorry person_bowing_deeply
🤦 facepalm face_palm
🤷 shrug
👮 police_officer
🕵️ sleuth_or_spy
💂 guardsman
🥷 ninja
👷 construction_worker
🫅 person_with_crown
🤴 prince
👸 princess
👳 man_with_turban
👲 man_with_gua_pi_mao
🧕 person_with_headscarf
🤵 man_in_tuxedo
👰 bride_with_veil
🤰 pregnant_woman
🤱 breast_feeding
👼 baby_angel
🎅 father_christmas
🤶 mother_christmas
🦸 superhero
🦹 supervillain
🧙 mage
🧚 fairy
🧛 vampire
🧜 merperson
🧝 elf
🧞 genie
🧟 zombie
🧌 troll
💆 face_massage
💇 haircut
🚶 pedestrian
🧍 standing_person
🧎 kneeling_person
🏃 runner
💃 dancer
🕺 man_dancing
👯 woman_with_bunny_ears
🧖 person_in_steamy_room
🧗 person_climbing
🤺 fencer
🏇 horse_racing
🏂 snowboarder
🏄 surfer
🚣 rowboat
🏊 swimmer
🏋️ weight_lifter
🚴 bicyclist
🚵 mountain_bicyclist
🤸 person_doing_cartwheel
🤼 wrestlers
🤽 water_polo
🤾 handball
🤹 juggling
🧘 person_in_lotus_position
🛀 bath
🛌 sleeping_accommodation
👭 two_women_holding_hands
👫 man_and_woman_holding_hands
👬 two_men_holding_hands
💏 kiss
💑 couple_with_heart
👪 family
🗣️ speaking_head_in_silhouette
👤 bust_in_silhouette
👥 busts_in_silhouette
🫂 people_hugging
👣 footprints`,
  ],
  [
    'Hearts',
    `❤️ heart love heavy_black_heart
🧡 orange_heart
💛 yellow_heart
💚 green_heart
💙 blue_heart
🩵 light_blue_heart
💜 purple_heart
🤎 brown_heart
🖤 black_heart
🩶 grey_heart
🤍 white_heart
🩷 pink_heart
💔 broken_heart
❣️ heavy_heart_exclamation_mark_ornament
💕 two_hearts
💞 revolving_hearts
💓 beating_heart
💗 growing_heart
💖 sparkling_heart
💘 heart_with_arrow
💝 heart_with_ribbon
💟 heart_decoration
💌 love_letter
💋 kiss_mark
💯 100 hundred_points
💢 anger
💥 boom collision
💫 dizzy
💦 splashing_sweat
💨 dash
🕳️ hole
💬 speech speech_balloon
💭 thought thought_balloon
💤 zzz sleep sleeping`,
  ],
  [
    'Nature',
    `🐵 monkey_face
🐒 monkey
🦍 gorilla
🦧 orangutan
🐶 dog dog_face
🐕 dog
🦮 guide_dog
🐩 poodle
🐺 wolf_face
🦊 fox fox_face
🦝 raccoon
🐱 cat cat_face
🐈 cat
🦁 lion_face
🐯 tiger_face
🐅 tiger
🐆 leopard
🐴 horse_face
🫎 moose
🫏 donkey
🐎 horse
🦄 unicorn unicorn_face
🦓 zebra_face
🦌 deer
🦬 bison
🐮 cow_face
🐂 ox
🐃 water_buffalo
🐄 cow
🐷 pig_face
🐖 pig
🐗 boar
🐽 pig_nose
🐏 ram
🐑 sheep
🐐 goat
🐪 dromedary_camel
🐫 bactrian_camel
🦙 llama
🦒 giraffe_face
🐘 elephant
🦣 mammoth
🦏 rhinoceros
🦛 hippopotamus
🐭 mouse_face
🐁 mouse
🐀 rat
🐹 hamster_face
🐰 rabbit_face
🐇 rabbit
🐿️ chipmunk
🦫 beaver
🦔 hedgehog
🦇 bat
🐻 bear bear_face
🐨 koala
🐼 panda panda_face
🦥 sloth
🦦 otter
🦨 skunk
🦘 kangaroo
🦡 badger
🐾 paw_prints
🦃 turkey
🐔 chicken
🐓 rooster
🐣 hatching_chick
🐤 baby_chick
🐥 front_facing_baby_chick
🐦 bird
🐧 penguin
🕊️ dove_of_peace
🦅 eagle
🦆 duck
🦢 swan
🦉 owl
🦤 dodo
🪶 feather
🦩 flamingo
🦚 peacock
🦜 parrot
🪽 wing
🪿 goose
🐸 frog_face
🐊 crocodile
🐢 turtle slow
🦎 lizard
🐍 snake python
🐲 dragon_face
🐉 dragon
🦕 sauropod
🦖 t_rex
🐳 whale docker spouting_whale
🐋 whale
🐬 dolphin
🦭 seal
🐟 fish
🐠 tropical_fish
🐡 blowfish
🦈 shark
🐙 octopus
🐚 spiral_shell
🪸 coral
🪼 jellyfish
🐌 snail
🦋 butterfly
🐛 bug
🐜 ant
🐝 bee honeybee
🪲 beetle
🐞 lady_beetle
🦗 cricket
🪳 cockroach
🕷️ spider
🕸️ spider_web
🦂 scorpion
🦟 mosquito
🪰 fly
🪱 worm
🦠 microbe
💐 bouquet
🌸 blossom cherry_blossom
💮 white_flower
🪷 lotus
🏵️ rosette
🌹 rose
🥀 wilted_flower
🌺 hibiscus
🌻 sunflower
🌼 blossom
🌷 tulip
🪻 hyacinth
🌱 seedling
🪴 potted_plant
🌲 evergreen_tree
🌳 tree deciduous_tree
🌴 palm_tree
🌵 cactus
🌾 ear_of_rice
🌿 herb
☘️ shamrock
🍀 luck clover four_leaf_clover
🍁 maple_leaf
🍂 autumn fallen_leaf
🍃 leaf_fluttering_in_wind
🪹 empty_nest
🪺 nest_with_eggs
🍄 mushroom
🌍 earth world earth_globe_europe_africa
🌎 earth_globe_americas
🌏 earth_globe_asia_australia
🌕 full_moon
🌖 waning_gibbous_moon
🌗 last_quarter_moon
🌘 waning_crescent_moon
🌑 new_moon
🌒 waxing_crescent_moon
🌓 first_quarter_moon
🌔 waxing_gibbous_moon
🌙 crescent_moon
🌚 new_moon_with_face
🌛 first_quarter_moon_with_face
🌜 last_quarter_moon_with_face
🌝 full_moon_with_face
🌞 sun_with_face
⭐ star white_medium_star
🌟 glowing_star
🌠 shooting_star
🪐 ringed_planet
☀️ sun sunny black_sun_with_rays
🌤️ white_sun_with_small_cloud
⛅ sun_behind_cloud
🌥️ white_sun_behind_cloud
☁️ cloud
🌦️ white_sun_behind_cloud_with_rain
🌧️ rain cloud_with_rain
⛈️ thunder_cloud_and_rain
🌩️ cloud_with_lightning
🌨️ cloud_with_snow
❄️ snowflake snow cold
☃️ snowman
⛄ snowman_without_snow
🌬️ wind_blowing_face
🌪️ cloud_with_tornado
🌫️ fog
🌈 rainbow
☔ umbrella_with_rain_drops
⚡ zap lightning high_voltage
🔥 fire hot
💧 droplet
🌊 water_wave`,
  ],
  [
    'Food',
    `🍇 grapes
🍈 melon
🍉 watermelon
🍊 tangerine orange
🍋 lemon
🍌 banana
🍍 pineapple
🥭 mango
🍎 apple red_apple
🍏 green_apple
🍐 pear
🍑 peach
🍒 cherries
🍓 strawberry
🫐 blueberries
🥝 kiwifruit
🍅 tomato
🫒 olive
🥥 coconut
🥑 avocado
🍆 aubergine
🥔 potato
🥕 carrot
🌽 ear_of_maize
🌶️ hot_pepper
🫑 bell_pepper
🥒 cucumber
🥬 leafy_green
🥦 broccoli
🧄 garlic
🧅 onion
🥜 peanuts
🫘 beans
🌰 chestnut
🫚 ginger_root
🫛 pea_pod
🍞 bread
🥐 croissant
🥖 baguette_bread
🫓 flatbread
🥨 pretzel
🥯 bagel
🥞 pancakes
🧇 waffle
🧀 cheese_wedge
🍖 meat_on_bone
🍗 poultry_leg
🥩 cut_of_meat
🥓 bacon
🍔 hamburger
🍟 french_fries
🍕 pizza slice_of_pizza
🌭 hot_dog
🥪 sandwich
🌮 taco
🌯 burrito
🫔 tamale
🥙 stuffed_flatbread
🧆 falafel
🥚 egg
🍳 cooking
🥘 shallow_pan_of_food
🍲 pot_of_food
🫕 fondue
🥣 bowl_with_spoon
🥗 green_salad
🍿 popcorn
🧈 butter
🧂 salt_shaker
🥫 canned_food
🍱 bento_box
🍘 rice_cracker
🍙 rice_ball
🍚 cooked_rice
🍛 curry_and_rice
🍜 steaming_bowl
🍝 spaghetti
🍠 roasted_sweet_potato
🍢 oden
🍣 sushi
🍤 fried_shrimp
🍥 fish_cake_with_swirl_design
🥮 moon_cake
🍡 dango
🥟 dumpling
🥠 fortune_cookie
🥡 takeout_box
🦀 crab rust
🦞 lobster
🦐 shrimp
🦑 squid
🦪 oyster
🍦 soft_ice_cream
🍧 shaved_ice
🍨 ice_cream
🍩 doughnut
🍪 cookie
🎂 birthday birthday_cake
🍰 cake shortcake
🧁 cupcake
🥧 pie
🍫 chocolate_bar
🍬 candy
🍭 lollipop
🍮 custard
🍯 honey_pot
🍼 baby_bottle
🥛 glass_of_milk
☕ coffee tea hot_beverage
🫖 teapot
🍵 teacup_without_handle
🍶 sake_bottle_and_cup
🍾 bottle_with_popping_cork
🍷 wine wine_glass
🍸 cocktail_glass
🍹 tropical_drink
🍺 beer beer_mug
🍻 beers cheers clinking_beer_mugs
🥂 clinking_glasses
🥃 tumbler_glass
🫗 pouring_liquid
🥤 cup_with_straw
🧋 bubble_tea
🧃 beverage_box
🧉 mate_drink
🧊 ice_cube
🥢 chopsticks
🍽️ fork_and_knife_with_plate
🍴 fork_and_knife
🥄 spoon
🔪 hocho
🏺 amphora`,
  ],
  [
    'Activities',
    `🎃 halloween pumpkin jack_o_lantern
🎄 christmas christmas_tree
🎆 fireworks
🎇 firework_sparkler
🧨 firecracker
✨ sparkles
🎈 balloon
🎉 tada party congratulations party_popper
🎊 confetti_ball
🎋 tanabata_tree
🎍 pine_decoration
🎎 japanese_dolls
🎏 carp_streamer
🎐 wind_chime
🎑 moon_viewing_ceremony
🧧 red_gift_envelope
🎀 ribbon
🎁 gift present wrapped_present
🎗️ reminder_ribbon
🎟️ admission_tickets
🎫 ticket
🎖️ military_medal
🏆 trophy win
🏅 sports_medal
🥇 first_place_medal
🥈 second_place_medal
🥉 third_place_medal
⚽ soccer football soccer_ball
⚾ baseball
🥎 softball
🏀 basketball basketball_and_hoop
🏐 volleyball
🏈 american_football
🏉 rugby_football
🎾 tennis_racquet_and_ball
🥏 flying_disc
🎳 bowling
🏏 cricket_bat_and_ball
🏑 field_hockey_stick_and_ball
🏒 ice_hockey_stick_and_puck
🥍 lacrosse_stick_and_ball
🏓 table_tennis_paddle_and_ball
🏸 badminton_racquet_and_shuttlecock
🥊 boxing_glove
🥋 martial_arts_uniform
🥅 goal_net
⛳ flag_in_hole
⛸️ ice_skate
🎣 fishing_pole_and_fish
🤿 diving_mask
🎽 running_shirt_with_sash
🎿 ski_and_ski_boot
🛷 sled
🥌 curling_stone
🎯 dart target direct_hit
🪀 yo_yo
🪁 kite
🔫 pistol
🎱 billiards
🔮 crystal_ball
🪄 magic_wand
🎮 game video_game
🕹️ joystick
🎰 slot_machine
🎲 game_die
🧩 jigsaw_puzzle_piece
🧸 teddy_bear
🪅 pinata
🪩 mirror_ball
🪆 nesting_dolls
♠️ black_spade_suit
♥️ black_heart_suit
♦️ black_diamond_suit
♣️ black_club_suit
♟️ black_chess_pawn
🃏 playing_card_black_joker
🀄 mahjong_tile_red_dragon
🎴 flower_playing_cards
🎭 performing_arts
🖼️ frame_with_picture
🎨 art artist_palette
🧵 spool_of_thread
🪡 sewing_needle
🧶 ball_of_yarn
🪢 knot`,
  ],
  [
    'Travel',
    `🚗 car automobile
🚕 taxi
🚙 recreational_vehicle
🚌 bus
🚎 trolleybus
🏎️ racing_car
🚓 police_car
🚑 ambulance
🚒 fire_engine
🚐 minibus
🛻 pickup_truck
🚚 delivery_truck
🚛 articulated_lorry
🚜 tractor
🏍️ racing_motorcycle
🛵 motor_scooter
🛺 auto_rickshaw
🚲 bicycle
🛴 scooter
🛹 skateboard
🛼 roller_skate
🚏 bus_stop
🛣️ motorway
🛤️ railway_track
⛽ fuel_pump
🛞 wheel
🚨 rotating_light alarm police_cars_revolving_light
🚥 horizontal_traffic_light
🚦 vertical_traffic_light
🛑 octagonal
🚧 construction wip
⚓ anchor
🛟 ring_buoy
⛵ sailboat
🛶 canoe
🚤 speedboat
🛳️ passenger_ship
⛴️ ferry
🛥️ motor_boat
🚢 ship
✈️ airplane plane
🛩️ small_airplane
🛫 airplane_departure
🛬 airplane_arriving
🪂 parachute
💺 seat
🚁 helicopter
🚟 suspension_railway
🚠 mountain_cableway
🚡 aerial_tramway
🛰️ satellite
🚀 rocket ship launch
🛸 flying_saucer
🚂 steam_locomotive
🚃 railway_car
🚄 high_speed_train
🚅 high_speed_train_with_bullet_nose
🚆 train
🚇 metro
🚈 light_rail
🚉 station
🚊 tram
🚝 monorail
🚞 mountain_railway
🚋 tram_car
🏔️ snow_capped_mountain
⛰️ mountain
🌋 volcano
🗻 mount_fuji
🏕️ camping
🏖️ beach_with_umbrella
🏜️ desert
🏝️ desert_island
🏞️ national_park
🏟️ stadium
🏛️ classical_building
🏗️ building_construction
🧱 brick
🪨 rock
🪵 wood
🛖 hut
🏘️ house_buildings
🏚️ derelict_house_building
🏠 house home house_building
🏡 house_with_garden
🏢 office_building
🏣 japanese_post_office
🏤 european_post_office
🏥 hospital
🏦 bank
🏨 hotel
🏩 love_hotel
🏪 convenience_store
🏫 school
🏬 department_store
🏭 factory
🏯 japanese_castle
🏰 european_castle
💒 wedding
🗼 tokyo_tower
🗽 statue_of_liberty
⛪ church
🕌 mosque
🛕 hindu_temple
🕍 synagogue
⛩️ shinto_shrine
🕋 kaaba
⛲ fountain
⛺ tent
🌁 foggy
🌃 night_with_stars
🏙️ cityscape
🌄 sunrise_over_mountains
🌅 sunrise
🌆 cityscape_at_dusk
🌇 sunset_over_buildings
🌉 bridge_at_night
🎠 carousel_horse
🛝 playground_slide
🎡 ferris_wheel
🎢 roller_coaster
💈 barber_pole
🎪 circus_tent
🗺️ world_map
🧭 compass`,
  ],
  [
    'Objects',
    `⌚ watch
📱 phone mobile mobile_phone
💻 laptop computer personal_computer
⌨️ keyboard
🖥️ desktop_computer
🖨️ printer
🖱️ three_button_mouse
💽 minidisc
💾 floppy_disk
💿 optical_disc
📀 dvd
🧮 abacus
🎥 movie_camera
🎞️ film_frames
📽️ film_projector
🎬 clapper_board
📺 television
📷 camera
📸 camera_with_flash
📹 video_camera
📼 videocassette
🔍 mag search left_pointing_magnifying_glass
🔎 right_pointing_magnifying_glass
🕯️ candle
💡 bulb idea electric_light_bulb
🔦 electric_torch
🏮 izakaya_lantern
🪔 diya_lamp
📔 notebook_with_decorative_cover
📕 closed_book
📖 open_book
📗 green_book
📘 blue_book
📙 orange_book
📚 books
📓 notebook
📒 ledger
📃 page_with_curl
📜 scroll
📄 page_facing_up
📰 newspaper
🗞️ rolled_up_newspaper
📑 bookmark_tabs
🔖 bookmark
🏷️ label
💰 money money_bag
🪙 coin
💴 banknote_with_yen
💵 banknote_with_dollar
💶 banknote_with_euro
💷 banknote_with_pound
💸 money_with_wings
💳 credit_card
🧾 receipt
✉️ envelope
📧 e_mail
📨 incoming_envelope
📩 envelope_with_downwards_arrow_above
📤 outbox_tray
📥 inbox_tray
📦 package box
📫 closed_mailbox_with_raised_flag
📪 closed_mailbox_with_lowered_flag
📬 open_mailbox_with_raised_flag
📭 open_mailbox_with_lowered_flag
📮 postbox
🗳️ ballot_box_with_ballot
✏️ pencil
✒️ black_nib
🖋️ lower_left_fountain_pen
🖊️ lower_left_ballpoint_pen
🖌️ lower_left_paintbrush
🖍️ lower_left_crayon
📝 memo note
💼 briefcase
📁 file_folder
📂 open_file_folder
🗂️ card_index_dividers
📅 calendar
📆 tear_off_calendar
🗒️ spiral_note_pad
🗓️ spiral_calendar_pad
📇 card_index
📈 chart_up chart_with_upwards_trend
📉 chart_down chart_with_downwards_trend
📊 bar_chart
📋 clipboard
📌 pushpin pin
📍 round_pushpin
📎 paperclip
🖇️ linked_paperclips
📏 straight_ruler
📐 triangular_ruler
✂️ black_scissors
🗃️ card_file_box
🗄️ file_cabinet
🗑️ wastebasket trash
🔒 lock
🔓 unlock open_lock
🔏 lock_with_ink_pen
🔐 closed_lock_with_key
🔑 key
🗝️ old_key
🔨 hammer
🪓 axe
⛏️ pick
⚒️ hammer_and_pick
🛠️ hammer_and_wrench
🗡️ dagger_knife
⚔️ crossed_swords
💣 bomb
🪃 boomerang
🏹 bow_and_arrow
🛡️ shield
🪚 carpentry_saw
🔧 wrench
🪛 screwdriver
🔩 nut_and_bolt
⚙️ gear settings
🗜️ compression
⚖️ scales
🦯 probing_cane
🔗 link
⛓️ chains
🪝 hook
🧰 toolbox
🧲 magnet
🪜 ladder
⚗️ alembic
🧪 test_tube
🧫 petri_dish
🧬 dna_double_helix
🔬 microscope
🔭 telescope
📡 satellite_antenna
💉 syringe
🩸 drop_of_blood
💊 pill
🩹 adhesive_bandage
🩼 crutch
🩺 stethoscope
🩻 x_ray
🚪 door
🛗 elevator
🪞 mirror
🪟 window
🛏️ bed
🛋️ couch_and_lamp
🪑 chair
🚽 toilet
🪠 plunger
🚿 shower
🛁 bathtub
🪤 mouse_trap
🪒 razor
🧴 lotion_bottle
🧷 safety_pin
🧹 broom
🧺 basket
🧻 roll_of_paper
🪣 bucket
🧼 bar_of_soap
🫧 bubbles
🪥 toothbrush
🧽 sponge
🧯 fire_extinguisher
🛒 shopping_trolley
🚬 smoking
⚰️ coffin
🪦 headstone
⚱️ funeral_urn
🧿 nazar_amulet
🪬 hamsa
🗿 moyai
🪧 placard
🪪 identification_card
⏰ alarm_clock
⏱️ stopwatch
⏲️ timer_clock
🕰️ mantelpiece_clock
⌛ hourglass
⏳ hourglass hourglass_with_flowing_sand
🌡️ thermometer
⛱️ umbrella_on_ground
🔇 speaker_with_cancellation_stroke
🔈 speaker
🔉 speaker_with_one_sound_wave
🔊 speaker_with_three_sound_waves
📢 public_address_loudspeaker
📣 cheering_megaphone
📯 postal_horn
🔔 bell
🔕 no_bell mute bell_with_cancellation_stroke
🎼 musical_score
🎵 music musical_note
🎶 multiple_musical_notes
🎙️ studio_microphone
🎚️ level_slider
🎛️ control_knobs
🎤 microphone
🎧 headphone
📻 radio
🎷 saxophone
🪗 accordion
🎸 guitar
🎹 musical_keyboard
🎺 trumpet
🎻 violin
🪕 banjo
🥁 drum_with_drumsticks
🪘 long_drum
🪇 maracas
🪈 flute
☎️ black_telephone
📞 telephone_receiver
📟 pager
📠 fax_machine
🔋 battery
🪫 low_battery
🔌 electric_plug
👓 eyeglasses
🕶️ dark_sunglasses
🥽 goggles
🥼 lab_coat
🦺 safety_vest
👔 necktie
👕 t_shirt
👖 jeans
🧣 scarf
🧤 gloves
🧥 coat
🧦 socks
👗 dress
👘 kimono
🥻 sari
🩱 one_piece_swimsuit
🩲 briefs
🩳 shorts
👙 bikini
👚 womans_clothes
🪭 folding_hand_fan
👛 purse
👜 handbag
👝 pouch
🛍️ shopping_bags
🎒 school_satchel
🩴 thong_sandal
👞 mans_shoe
👟 athletic_shoe
🥾 hiking_boot
🥿 flat_shoe
👠 high_heeled_shoe
👡 womans_sandal
🩰 ballet_shoes
👢 womans_boots
👑 crown
👒 womans_hat
🎩 top_hat
🎓 graduation_cap
🧢 billed_cap
🪖 military_helmet
⛑️ helmet_with_white_cross
📿 prayer_beads
💄 lipstick
💍 ring
💎 gem gem_stone`,
  ],
  [
    'Symbols',
    `✅ white_check_mark done check heavy_check_mark
☑️ ballot_box_with_check
✔️ tick check_mark
❌ x no cross cross_mark
❎ cross_mark
➕ plus
➖ minus
➗ division
✖️ multiplication_x
🟰 equals
♾️ permanent_paper
‼️ double_exclamation_mark
⁉️ exclamation_question_mark
❓ question question_mark_ornament
❔ question_mark_ornament
❕ exclamation_mark_ornament
❗ exclamation exclamation_mark
〰️ wavy_dash
💲 dollar
⚕️ staff_of_aesculapius
♻️ recycle universal_recycling
⚜️ fleur_de_lis
🔱 trident_emblem
📛 name_badge
🔰 japanese_symbol_for_beginner
⭕ large_circle
🆗 ok
🆕 new
🆒 cool
🆓 free
🆙 up_with_exclamation_mark
🆘 sos
🆚 vs
🅰️ latin_capital_letter_a
🅱️ latin_capital_letter_b
🆎 ab
🅾️ latin_capital_letter_o
ℹ️ info information_source
Ⓜ️ circled_latin_capital_letter_m
🅿️ latin_capital_letter_p
🔴 red_circle large_red_circle
🟠 large_orange_circle
🟡 yellow_circle large_yellow_circle
🟢 green_circle large_green_circle
🔵 blue_circle large_blue_circle
🟣 large_purple_circle
🟤 large_brown_circle
⚫ medium_black_circle
⚪ medium_white_circle
🟥 large_red_square
🟧 large_orange_square
🟨 large_yellow_square
🟩 large_green_square
🟦 large_blue_square
🟪 large_purple_square
🟫 large_brown_square
⬛ large_square
⬜ large_square
◼️ medium_square
◻️ medium_square
🔶 large_orange_diamond
🔷 large_blue_diamond
🔸 small_orange_diamond
🔹 small_blue_diamond
🔺 up_pointing_red_triangle
🔻 down_pointing_red_triangle
💠 diamond_shape_with_a_dot_inside
🔘 radio_button
🔳 square_button
🔲 square_button
🏧 automated_teller_machine
🚮 put_litter_in_its_place
🚰 potable_water
♿ wheelchair
🚹 mens
🚺 womens
🚻 restroom
🚼 baby
🚾 water_closet
🛂 passport_control
🛃 customs
🛄 baggage_claim
🛅 left_luggage
⚠️ warning
🚸 children_crossing
⛔ no_entry
🚫 no_entry
🚳 no_bicycles
🚭 no_smoking
🚯 do_not_litter
🚱 non_potable_water
🚷 no_pedestrians
📵 no_mobile_phones
🔞 no_one_under_eighteen
☢️ radioactive
☣️ biohazard
⬆️ arrow_up upwards_black_arrow
↗️ north_east_arrow
➡️ arrow_right rightwards_arrow
↘️ south_east_arrow
⬇️ arrow_down downwards_black_arrow
↙️ south_west_arrow
⬅️ arrow_left leftwards_black_arrow
↖️ north_west_arrow
↕️ up_down_arrow
↔️ left_right_arrow
↩️ leftwards_arrow_with_hook
↪️ rightwards_arrow_with_hook
⤴️ arrow_pointing_rightwards_then_curving_upwards
⤵️ arrow_pointing_rightwards_then_curving_downwards
🔃 clockwise_downwards_and_upwards_open_circle_arrows
🔄 anticlockwise_downwards_and_upwards_open_circle_arrows
🔙 back_with_leftwards_arrow_above
🔚 end_with_leftwards_arrow_above
🔛 on_with_exclamation_mark_with_left_right_arrow_above
🔜 soon_with_rightwards_arrow_above
🔝 top_with_upwards_arrow_above
🛐 place_of_worship
⚛️ atom
🕉️ om
✡️ star_of_david
☸️ wheel_of_dharma
☯️ yin_yang
✝️ latin_cross
☦️ orthodox_cross
☪️ star_and_crescent
☮️ peace
🕎 menorah_with_nine_branches
🔯 six_pointed_star_with_middle_dot
♈ aries
♉ taurus
♊ gemini
♋ cancer
♌ leo
♍ virgo
♎ libra
♏ scorpius
♐ sagittarius
♑ capricorn
♒ aquarius
♓ pisces
⛎ ophiuchus
🔀 twisted_rightwards_arrows
🔁 clockwise_rightwards_and_leftwards_open_circle_arrows
🔂 clockwise_rightwards_and_leftwards_open_circle_arrows_with_circled_one_overlay
▶️ right_pointing_triangle
⏩ right_pointing_double_triangle
⏭️ right_pointing_double_triangle_with_vertical_bar
⏯️ right_pointing_triangle_with_double_vertical_bar
◀️ left_pointing_triangle
⏪ left_pointing_double_triangle
⏮️ left_pointing_double_triangle_with_vertical_bar
🔼 up_pointing_small_red_triangle
⏫ up_pointing_double_triangle
🔽 down_pointing_small_red_triangle
⏬ down_pointing_double_triangle
⏸️ double_vertical_bar
⏹️ square_for_stop
⏺️ circle_for_record
⏏️ eject
🎦 cinema
🔅 low_brightness
🔆 high_brightness
📶 antenna_with_bars
📳 vibration_mode
📴 mobile_phone_off
♀️ female
♂️ male
⚧️ male_with_stroke_and_male_and_female`,
  ],
  [
    'Flags',
    `🏁 checkered_flag finish chequered_flag
🚩 triangular_flag_on_post
🎌 crossed_flags
🏴 black_flag waving_black_flag
🏳️ white_flag waving_white_flag
🏳️‍🌈 pride rainbow_flag`,
  ],
]

/** Countries and regions that have a flag, by their ISO code. The browser knows what they are called. */
export const flagRegions = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG
EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR
HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK
LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF
NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA
UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`
