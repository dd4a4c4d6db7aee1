"""What people say in English to do something, as data: phrases by act (syntax: `bot.nlu.patterns`)."""

from bot.nlu.patterns import Patterns
from bot.nlu.rules import Rule, compiled
from bot.nlu.wording import talk

TALK = """
yes | ^ yes|yeah|yep|yup|yea|ya|yess|yeet|aye|ye ;
    ^ go for it ; ^ lock|book|put it|that|this in ; ^ lets go $ ; ^ sure thing ; ^ make it so ;
    ^ sure|ok|okay|okey|k|kk|alright|absolutely|definitely|certainly|correct|exactly|perfect|agreed|deal|affirmative|indeed|gladly
yes | ^ sounds|sound|looks|seems good|great|fine|perfect|right|ok|okay|nice|excellent|lovely|correct|like ;
    that|it|this sounds|looks|seems good|great|fine|perfect|right|ok|okay|nice|excellent|correct
yes | ^ please? book|confirm|take|reserve it|that|this $ ; ^ go ahead ; ^ do it ; ^ lets do it|this|that ;
    ^ please do ; ^ of course ; ^ why not $ ;
    ^ fine|good|great|cool|excellent|lovely|wonderful|awesome|super|brilliant|nice $ ;
    ^ good|fine|great|perfect with|by|for me|us ; ^ right $
yes | that|this|it|thats|its works|perfect|fine|great|good|correct|right|ok|okay ;
    that|this|it will|would|does|should work|works|do ;
    that|this|it will|would|should be perfect|fine|great|good|ok|okay|nice|lovely ;
    that is|was fine|good|perfect|great|correct|right|ok|okay|it ; works for me|us ; suits me|us ; ^ i confirm ;
    ^ confirm $ ; ^ confirmed ; ^ count me in ; ^ 👍|👌|✅|🙂|😀|😊|🙌|💯|🆗 ; ^ y $ ; ^ yes please ; ^ thats it $ ; i agree ;
    ^ proceed
no | ^ no|nope|nah|nay|naw|negative|noo ; ^ not really|quite|exactly|correct|right|at|that|this|now|yet ; ^ wrong $ ;
    ^ n $ ; thats|that|this|it is? not|isnt|wasnt right|correct|it|what|good ; thats|thats|its wrong|incorrect ;
    ^ no thanks ; ^ no thank you ; ^ 👎|❌ ; ^ please? dont do|book that|it|this ;
    you got|heard|have|had * wrong|incorrectly|mistake ; ^ dont $ ; ^ id rather not ; ^ no way
unsure | i? dont|do not? know|remember|recall ; ^ dunno ; ^ idk ; not|im|i am? sure|certain|unsure $ ;
    ^ im? not sure ; no idea|clue ; i have no idea|clue|preference ; hard to say ; cant|cannot say|decide|remember $ ;
    ^ maybe $ ; ^ perhaps $ ; ^ 🤷 ; i forgot|forget ; what do you think ; i am|im not aware|unsure
any |
    any|anything|either|whichever|whatever|anyone|anytime|whenever of? them|those|it|these|one|time? is|would|will|are|works be? fine|good|ok|okay|great|do ;
    any|anything|either|whichever|whatever|anytime|whenever time? works|suits ;
    any|either|whichever of them|those|these|it ;
    whatever|whenever|whichever you|i want|like|prefer|think|choose|pick ;
    ^ any|anything|either|whichever|whatever|anytime|whenever $ ; ^ any one $ ; whatever works|suits|you ;
    you|u choose|pick|decide ; up to you ; your choice ; i|im? dont|do not? mind|care ;
    dont|does|do|doesnt not? matter ; im flexible ; makes no difference ; no preference ; surprise me ;
    all the same to me ; all|both are|is fine|good|ok|okay|great ; all|both work|works ; all|both of them $ ;
    dont mind|care
stop | ^ please? stop ; ^ nevermind|nvm ; never mind ; forget it|that|this|about ; leave me alone ; ^ quit $ ;
    ^ exit $ ; ^ abort ; shut up|down|off ; ^ enough $ ; ^ i? give up ; ^ cancel action|process|everything|operation ;
    abort * ; stop talking|it|this|that|asking|messaging ; go away ; be quiet ; ^ dont bother ; ^ hush ; ^ silence ;
    unsubscribe ; i changed my mind $ ; i? dont|do not? want this|it|that|to anymore|any|continue ;
    i? dont|do not? want to do this
start_over | start over|again|afresh|anew ; from the? beginning|scratch|start ; begin again ; ^ restart $ ; reset ;
    ^ new booking $
undo | ^ undo ; take that|it back ; ^ revert ; undo that|it|this|the ; change|put it|that|them back ;
    i didnt mean|want that|to ; roll back
repeat | ^ please? repeat|again $ ; resend * ; send|mail|text it|that|this|the|one|me|another? code|mail|email|link|one? again|anew ;
    send|mail me? a|another|the new? code ; didnt get|receive a|any|the|my code|mail|email ; new code $ ;
    say|repeat|tell|come|explain|ask|show|list|do that|it|me|this|the? question|one|last|thing? again|slowly|please ;
    repeat that|it|this|the|what|yourself ; say|tell|come|explain|ask|show|try again ;
    ^ what|pardon|huh|sorry|excuse $ ; ^ pardon|beg me|your|my? ; once|one more|again time|please? $ ;
    what did you|u say|mean|ask ; can|could|would|will you please? repeat|say|explain|elaborate|rephrase ;
    didnt|dont|couldnt|cant get|understand|hear|catch|follow ; ^ come again ; not clear ; what was that ; ^ repeat ;
    elaborate ; ^ again please? $ ; show|list * again
greet | ^ hi|hello|hey|hiya|howdy|greetings|yo|helo|hallo|hii|heya|sup|hai ; ^ good morning|afternoon|evening|day $ ;
    ^ good morning|afternoon|evening|day ; ^ good to see|meet you ; how are|r you|u ; hows it going ; whats up ;
    ^ nice to meet you ; how do you do ; how is your day ; how have you been ; hows your day
thanks | thanks|thx|thnx|thankyou|ty|cheers|tks|thanku ; thank you|u ; much|really|i appreciated|appreciate ; ^ 🙏 ;
    i appreciate ; grateful
goodbye | ^ bye|goodbye|adios|cya|byebye|byee|byeee|farewell ; good bye ;
    see you|ya|u later|soon|then|there|tomorrow|around? ; have a good|nice|great|lovely|wonderful|perfect * ;
    talk to? you|u? later|soon ; ^ so long ; thats|that is|will? be? all ;
    that|thats|it was|is? all|everything ; take care ; good night ; nothing else|more ; gotta|got|have to go|run ;
    until next time ; catch you later ; ^ im? done $ ; ^ no more|further * ; ttyl ; 👋
help | ^ please? help|hilfe $ ; help me $ ; what can you|u do|help ; what can i ask|say|do ;
    how does this|it|that work ; how do i|you use|work|start|book ; i|we? need|want some? help $ ;
    give me some? help|examples ; ^ some help $ ; what are you able|capable|good ; what do you do|know ;
    what * you help * with ; what else can|do you do|know ; ^ commands|menu|options $ ;
    what * topics|subjects|things|stuff|types * you|ask ; what am i able to ask ; how can you help
human |
    can|could|may|let i|me|we talk|speak|chat to|with a|an|the|your? real? human|person|agent|someone|somebody|operator|representative|people|support|staff ;
    talk|speak|chat|connect|transfer|put|get|pass|reach to|with|me * human|person|agent|someone|somebody|operator|representative|people|support|staff ;
    real|actual|live|any human|person|agent|someone ; ^ human|agent|operator|representative $ ;
    customer|contact|tech|the support|service|care ; need support ;
    are you a|an bot|robot|human|real|person|computer|machine|ai
late | im|ill|i|we|were|well|am|will|be|is|be? * running|be late|behind ; running late ; # min|mins|minutes late ;
    @ late $ ; stuck in traffic ; be|im|ill|am|be there? late ; late by ; delayed by? @ ; delayed $
no_show | didnt|never|hasnt|havent show|come|turn|appear|appeared|arrive|came|turned|showed|shown|join|attend up? ;
    did|has|have not show|come|turn|appear|arrive|join|attend ; no show ; noshow ; was a no show ;
    nobody|noone|no one came|showed|turned|was * ; stood me up
completed | it|meeting|call|session|appointment|that|we did? happened|happen|met|meet $ ; took place ; ^ completed $ ;
    ^ done $ ; ^ it happened ; ^ we met ; went well|fine|ahead ; all done ; ^ attended ;
    they|she|he did? came|come|showed|attended|attend ; they|she|he was|were there|here
skip | dont|wont|not want|like? to? give|share|provide|tell you? my|the|any? e|email|mail|name|number|address ; ^ skip ; ^ pass $ ; ^ none $ ; ^ nothing $ ; ^ leave it|that blank|out|empty|open ; ^ n/a $ ;
    ^ no comment|notes|reason|answer $ ; ^ without $ ; rather not say ; prefer not to? say
alternatives:later | anything|something|any|times|time|slots|slot|a|bit|little|have|one|somewhat later|after $ ;
    ^ later please? $ ; later in? the? day|please|time|one|slot|than ; what|how about later ; * later $ ;
    can|could it|we|you|i be|go|come|do|have|make|find|get it? * later ; too early ; ^ later ; further out
alternatives:earlier | anything|something|any|times|time|slots|slot|a|bit|little|have|one earlier|sooner|before $ ;
    ^ earlier|sooner please? $ ; earlier|sooner in? the? day|please|time|one|slot|than|if ;
    what|how about earlier|sooner ; too late ; is|are that|this|it|there the|your earliest ; ^ earlier|sooner ;
    can|could it|we|you|i be|go|come|do|have|make|find|get it? * earlier|sooner
alternatives:other | cant|cannot do|make # ; anything|something|any|what|who|where|anyone|someone|somewhere else ; else do|can|is|are|have * ;
    other|another|different|more|alternative times|time|slots|slot|options|option|dates|date|days|day|one|ones|possibilities|appointments|suggestions|openings|choice|choices|place|place|doctor|dentist|room|salon|therapist ;
    any|are|the|some|show|there|see others|alternatives|alternative|another ; alternatives $ ; none|neither of * ;
    ^ none|neither $ ; none|neither works|work|fit|suit|fits|suits ;
    those|these|they|them|that|this|it dont|doesnt|do|does|wont|arent|isnt not? work|suit|fit|good ;
    dont|doesnt|wont work|suit|fit for? me? ; show|give|see me? more|others ; ^ more $ ; ^ others? $ ;
    is that the? only|all ; is that|this it|all $ ; what are my|the|other options|choices ; keep looking ;
    next one|page $ ; some other time|day ; another time|day ; not available|free|possible for? me?
soonest | as soon as possible|you|i|we|can ; soon as possible ; asap ; soonest ;
    earliest|first|next possible|available|free|opening|appointment ; earliest slot|time|one|you|date ;
    the sooner the better ; right away|now ; immediately ; as early as possible ; next opening|available|free ;
    ^ earliest $ ; at the earliest ; very soon ; urgent|urgently
why_not | why not @|#|that|those|this|then|on|at|in ;
    why cant|cannot|couldnt|isnt|arent|wont|dont|is|are|can|was|wasnt|not * ; why is|are|does|do * ;
    whats|what is? wrong with * ; how come ; what about|is wrong with * ; ^ why $ ; ^ why not @
ask:length | how long ; how many|much minutes|hours|time ; whats|what is|the|long? length|duration ;
    what length|duration ; how long is|does|will|would * ; ^ duration ;
    when does|will|is it|that|this|the * end|over|finish
ask:place | where is|do|are|will|does|can|should|would|exactly|s * ; wheres ; ^ where $ ;
    what|whats is? the? address|location|place|directions ; the? address ;
    is|will|would|does it|this|that|there|parking|be|the|meeting * online|zoom|video|virtual|remote|phone|person|teams|parking|free?|skype|call|office|elevator|wheelchair|accessible ;
    parking ; how do|can|will|would i|we|you get|join|find|dial|connect|reach|call there|in|it|you|to? ;
    zoom|meeting|video|join|dial link|number|details ; online or ; in person or ;
    which|what floor|room|building|office|address|street|city|platform|zoom|phone|number ;
    do|does|is|are there|you|it|they * parking|elevator|wheelchair|accessible ; phone number $
ask:price | how much ; how expensive ;
    whats|what|does|do|any|is|the it|is|are|a|there? * price|cost|fee|fees|rate|charge|prices|costs|charges ;
    is|are|its it|this|that|parking|they|there|admission|booking free $ ; is it|this|that free of|or|for ;
    is it paid ; do i|we|you|they have|need|charge|take to? * pay|card|insurance|deposit ; free of charge ;
    cost|costs|price|prices|fee|fees
ask:who | who am|do|will|would|is i|we|it meeting|seeing|meet|see|with|talking ;
    who is|are|am|will|do|would|s|else * ; whos ; ^ who $ ; with whom ; what is|are|s your|their|his|her name ;
    whats your|their|his|her name ; who am i
ask:zone | which|what|whose time? zone|timezone ; is|are that|this|it|these|those * time zone ;
    is|are that|this|it|these|those * timezone ; is|are that|this|it|these|those in? my|your|local time ;
    is that|this|it in|my|your * time|zone|timezone ; in which|what time? zone|timezone ; my or your time
ask:what | whats|what is|s? it|this|that|the * about|for|agenda|topic|purpose|included|covered ;
    what will|do|would|should we|i|you|it * about|bring|discuss|cover|prepare|expect|do|need ; what happens ;
    what kind|type|sort of ; what is this|that|it $ ; whats this|that|it $ ;
    whats|what is|are? the * agenda|details|topic ; what does it|this|that involve|include|mean ;
    what should|do i bring|prepare|need ; tell me more|about ; more info|information|details ; can i bring ;
    what services|do you offer ; do you offer ; details|description|information of|about|please
query_time | that|it|this was|is booked|scheduled|planned|set for|on|at @ .? right|correct|yes ;
    that|it|this was|is booked|scheduled|planned|set for|on|at @ ;
    its|thats at|on|for? @ .? right|correct|isnt|no ; when is|are|was|s|were|exactly my|our|the|that|this|it|his|her * ; whens ;
    what|which time|day|date is|was|s|are|are|did it|that|my|the|our|is|are|we? * ;
    is|was|are that|it|this|my|the|we|our|meeting|appointment|call * tonight|at|on|@|still|today|tomorrow ;
    whats|what is? the? time|date|day ; what|current time|date|day is|now|today|s|it? * ; what time is|s * ;
    ^ when $ ; what * current time|date ; tell me the time|date ; the|current time in|now|right|please ;
    timezone|time of|in|zone * ; convert * time|timezone|zone|to ; do you know the|what time|date
query_bookings |
    my|our bookings|appointments|meetings|schedule|calendar|agenda|events|calls|reservations|sessions|diary ;
    whats|what|anything|something|is|show|check|see|list|have|got|tell * on|in|my|the|for calendar|schedule|agenda|diary|plate|docket ;
    what do|have|am|did|all i|we have|got|scheduled|doing|booked|on * ;
    what|which|how|any|many meetings|appointments|bookings|calls|events|sessions * ;
    do|did|will|have|am|are i|we have|got|booked|any|meeting|anything * ;
    whats|what is|s? on|up|coming|happening|scheduled|planned|next|my|booked * ;
    upcoming|next|coming|scheduled|todays|tomorrows|latest meetings|appointments|bookings|calls|events|appointment|meeting|event|booking|reservation ;
    am i free|booked|busy|meeting|seeing ; who am i|do meeting|seeing|talking|meet|have ;
    whos|who is|s? coming|booked|scheduled|attending|invited|going ;
    show|list|see|view|check|find|open|read|display|pull|look me|up|at|for|to|over? all|my|the|our|upcoming|any|a? * bookings|appointments|meetings|calendar|schedule|agenda|events|calls|requests|reservations|reminders|event|meeting|appointment|reservation ;
    anything|something on|scheduled|planned|booked|happening|for ;
    is|are|were|was there|my|the * event|events|meeting|meetings|appointment|appointments|scheduled|reservation|reminders|booked|calendar ;
    confirm my|the|that|i * reservation|appointment|booking ; where is|s my * meeting|appointment|event ;
    what|which|when did|does|do i|my|the * meeting|event|scheduled ; how many * ;
    did i|we|my|the|anyone|mark|he|she * ; have i got|any ; remind me what|when * ;
    has|have anyone|anybody|he|she * declined|accepted|responded|replied
query_availability |
    do|are|is|have|will|does|would|any|got you|u|there|anna|he|she|they|we|i|anything|it|that|your|some * free|available|availability|open|openings|slots|space|times|time|opening|slot|appointments|room|spots|spot ;
    when are|is|can|could|would|will|do|am|does you|he|she|we|i|they|it|work|works|be? * free|available|open|meet|come|good|see|talk|have ;
    what|which times|time|days|slots|dates|openings|day * available|free|open|work|works|good|have|possible|best|convenient ;
    whats|what is|are|show|check|see|give|tell|need|get|my|your|his|her|their|the|s? * availability|available|openings|slots|opening ;
    any free|available|open|openings|slots|slot|availability|appointments|times|time|chance|space|room|spots ;
    can|could|may i|we|you come|meet|talk|see|do|have|make|get|fit|stop|drop|schedule|meet * @ ;
    how|what about|is|does|do|abt @ ; hows|whats @ ; how about ; ~ is|would|does|will|are|can|could @ * ;
    free|available|open @ ;
    anything|something|times|slots|openings|time|spots|availability|available|free|open on|for|in|at|this|around|between|after|before? @ ;
    are you|u|they|we|he|she around|open|in|there|free ; next free|available|open ; free|open slots|time|times|slot ;
    availability ; available times|slots|dates|days|options|appointments ; when can ; when works|suits|is good ;
    find|show|get|see|check|look * time|times|slot|slots|opening|openings|when * free|available|work|meet|that ;
    am|when am|are|will i|we|be|everyone free|available|open ; is|are|will|check|see|know * free|available|busy ;
    room in my|your|the schedule
cancel | cancel|cancle|cancell|canel|cnacel|canceling|cancelling ; call|calling off * ;
    call it|that|the|this|everything off ;
    delete|remove|drop|erase|scrap|clear|scratch|unbook|unschedule|unreserve|discard|eliminate * appointment|appointments|meeting|meetings|booking|bookings|it|event|events|call|that|reservation|everything|all|this|entry|schedule|calendar|session|lunch|dinner|reminder|reminders|one|table|party|@ ;
    ^ please? delete|remove|drop|erase|scrap|clear * ;
    cant|cannot|wont|not|unable|dont|didnt|couldnt be|to|able|make|come|attend|make * it|make|come|attend|meeting|appointment|there ;
    i|we|wont|cant cant|wont|cannot|no make|come|longer|attend it|to|need|the|anymore|want? * ;
    dont|no|longer need|want|longer|able the|it|that|this|my|to|appointment|attend|meeting|come * ;
    i have|need|want|got|would|like to|like to? cancel|back out|skip * ; get rid of * ; take * off my|the calendar ;
    not going to make ; back out
reschedule | reschedule|reschedul|reshedule|rescedule|rebook|postpone|rescheduling|rearrange ;
    move|shift|change|switch|push|bring|swap|transfer|bump|delay|adjust|alter|slide|amend|modify|update|edit|put|set|pull|advance|shorten|lengthen|prolong * it|that|this|my|the|our|meeting|appointment|booking|call|time|date|event|reservation|them|mine|lunch|dinner|party|interview|session|@ * ;
    ^ move|shift|push|postpone|delay|bump|extend * ;
    make it|that|this|them|my|the * later|earlier|instead|sooner|longer|shorter ;
    can|could|may|need|want|like|please we|i|you|to * move|shift|change|switch|push|swap|postpone|reschedule|delay|do|amend|modify|edit|alter * ;
    instead of * ; different|another|new time|day|date|slot for|instead ;
    extend|add|invite|include|rename|remove|uninvite * to|from|by|until|for|in|as|my|the meeting|event|appointment|it|@|that|invite|call|list * ;
    find a new room|time|place
correct | ^ make|have|change it|that|this * @ ; make it|that|this for|on|to|at|a|an? @|# ;
    ^ actually|instead|oops|sorry|wait|correction|hmm * @|#|make|i|not|its|it|can|could ;
    make|change that|it|this|the to? @|# * ; i|no|sorry|oh mean|meant|said|meant|rather * ; not @ * but|rather ;
    ^ no|nope|not|sorry|wait @ * ;
    ^ no|nope|actually|sorry|wait i|its|it|make|lets|my|the|please|can|could|how|should|for|on|that|change|try|add|id|do * ;
    make it|that|this * ; on second thought|thoughts ; should|it|that|the|have be|to @ ; should|supposed to? be * ;
    rather than ; ^ instead ; better make|do|on|at|if ; wrong date|time|day|name|mail|email|length ;
    i changed my mind * ; ^ but * @ ; @ instead $ ;
    change|update|fix|correct the|that|my * name|email|mail|title|location|time|date|length ; ^ add|invite|include * ;
    ^ how|what about @ instead?
book | also @ ; book|schedule|arrange|reserve|organise|organize|shedule|schedul|sched|scheduling|booking|plan * ;
    set|setup|fix|line up|something|it|a|an * meeting|call|appointment|time|event|lunch|dinner|session ; set up * ;
    setup * ; ~ want|wnat|need|like|wanna a|an|another|some|to|get|have * slot|appointment|time|spot ;
    ~ make|get|have|need|want|like|require|request|create|add|put|take|do|give|grab|enter|insert|save|place|log|note * appointment|meeting|call|session|slot|consultation|reservation|booking|chat|event|haircut|table|checkup|check-up|visit|lesson|interview|apointment|appoinment|appt|mtg|lunch|dinner|calendar|schedule|one|conference|party|brunch|coffee|breakfast ;
    ~ like|want|love|need|wish|wnat|wanna|hope|looking|would|gotta to? * meet|talk|speak|see|chat|come|consult|catch|visit|discuss|have * ;
    can|could|may|shall|lets|let|should i|we|us|you * meet|talk|speak|chat|catch|see|come|have|get|book|schedule|discuss|hop|jump|do|grab|squeeze|fit * ;
    lets|let meet|talk|chat|speak|catch|do|have|schedule|book|plan * ; sign|signup me|up * ;
    ~ i|we|id|im|ill|well need|want|would|looking|am|will|have|be|looking for|see|to|a|an|seeing|meeting|having|going * @ ;
    sign me up ; put me down|in|@ ; squeeze|fit|pencil me|us in ;
    ^ new|another|next|one meeting|appointment|booking|call|session ;
    meeting|appointment|call|session|event|consultation|lunch|dinner|interview|coffee|meet|catch with|at|on|for|about|to|@|up * ;
    also|another|additional|second one|appointment|booking|slot|meeting for|on|at|@|please ;
    ~ add|create|put|make|insert|enter|mark|set|start|begin|save|append * @ ;
    add|create|put|mark * calendar|schedule|event|meeting|reminder|appointment ;
    my|our son|daughter|wife|husband|mother|mom|father|dad|friend|colleague|kid|child|boss|brother|sister|partner|team * needs|wants|requires * ;
    for my|our son|daughter|wife|husband|mother|mom|father|dad|friend|colleague|kid|child|boss|brother|sister|partner|team * ;
    appointment|meeting|booking|consultation|call $ ; ^ appointment|meeting|booking|consultation|reservation * ;
    make|book * same|another|reservation|reservations|arrangements
set_reminder | remind me|us * ;
    set|create|add|make|give|need|want|put|schedule * reminder|reminders|alert|alarm|notification * ;
    notify|alert|ping|nudge me|us * ; dont let me forget ; reminder|alert|alarm for|to|about|on|at|@ * ; ^ remember to
block_time | block|blok * @|time|day|off|calendar|out|hours|my|slot|morning|afternoon ; block off|out * ;
    keep * free|clear|open ; mark * busy|unavailable|off|away|out ; out of office|town ;
    im|i|am|ill|will|be * away|off|out|unavailable|traveling|travelling|vacation|holiday|leave @|on|from|for|until|between|in|next|this * ;
    day off ; time off ; days off ; on|take|taking|have|go|going|for vacation|holiday|leave|pto|holidays ;
    put|set|add * out of office|ooo|vacation|holiday|pto
decline | ^ please? decline|reject|refuse|deny ;
    decline|reject|deny|refuse it|that|this|the|him|her|bob|request|my|all * ; turn it|that|this|them|him|her down ;
    say no ; not interested ; tell * no|cant
accept | ^ please? accept|approve ;
    accept|approve|rsvp it|that|this|the|him|her|request|all|booking|invite|invitation|event|my * ; say yes ;
    accept|approve @|yes|#
inform | my|the name is|s ; i|we can|could change|move|shift|adapt|adjust|reschedule it|that|this|mine ; my? e|email|mail|e-mail|address is|s|: ; my|the phone|number|cell|mobile number? is|s ;
    call me $ ; about|regarding|concerning|its|because my|the|a|an * ; ^ because|since|cause * ; im sick|ill|busy ;
    for # people|persons|guests|adults|of ; party of # ; # people|persons|guests|adults|kids|children|seats
oos |
    weather|joke|jokes|song|songs|playlist|podcast|stock|stocks|football|soccer|recipe|recipes|news|capital|translate|bitcoin|horoscope|lottery|pizza|taxi|uber|cab|flight|flights|hotel|hotels|mortgage|balance|bank|paypal|alarm|lights|thermostat|volume|movie|movies|president|celebrity|calories|oven|vacuum|exchange|currency|traffic|forecast|temperature|umbrella|spelling|synonym|definition|riddle|poem|radio|spotify|youtube|netflix|game|games|shopping|grocery|groceries|loan|visa|passport|insurance|transaction|transactions|deposit|transfer|withdraw|tweet|facebook|fact|facts ;
    tell|say|know|have|sing|write me|a|another|any|an * joke|story|song|poem|fact|riddle ; play * ;
    how|whats|what tall|far|old|deep|big|is * meaning|of|mountain|universe|life ; turn on|off|up|down * ;
    directions to ; credit|debit|atm|pin card|number|code|score ;
    what is|are the|a capital|meaning|square|definition|population * ;
    who won|invented|wrote|is the president|discovered ; are you|u married|single|alive|sentient|old ;
    how old|tall are|is ; i love you ; will you marry me ; order * food|drink|pizza|checks|card|fries|burger ;
    recommend * restaurant|movie|book ; find|search * restaurant|restaurants|movie|movies|hotel|hotels|flights|music
"""
FURTHER = "\n".join(f"{act} | {said}" for act, said in talk())
"""What is said in the other languages, where words tell more than the general act."""

PATTERNS: Patterns[Rule] = compiled(f"{TALK.strip()}\n{FURTHER}")
