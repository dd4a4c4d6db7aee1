"""What hosts say in English about their own rules and event types, as data (syntax: `bot.nlu.patterns`)."""

from bot.nlu.patterns import Patterns
from bot.nlu.rules import Rule, compiled

HOST_TALK = """
show_hours | my|the|current working? hours|availability|schedule|week $ ; ^ my? working? hours $ ;
    show|whats|what|see|list|display|check is|are|me? my|the working? hours|availability ;
    when am i available|working|bookable|open ; when do i work
show_link | my|the booking|personal|own? link|url|page|address ; ^ link $ ; share my|the? link|page ;
    where can people|they|someone|clients|customers book ; booking link|page ;
    how do|can people|they|clients|others|someone book * ; send me my|the link
show_event_types | my|the|all event types ; show|list|what|which|see|display * event types|offerings|services ;
    ^ event types $ ; what|which can people|they|clients book ; what do i offer
show_profile | my|the profile|account ; show|see|what * profile|account|username|bio ; who am i ; ^ profile $ ;
    what|whats is? my name|username|email|mail|bio|zone|timezone
show_settings | my|the|all|current? settings|rules|preferences|configuration ; ^ settings $ ;
    show|list|what|which|see * settings|rules|preferences|buffers|limits|reminders|notice
show_changes | what changed|has|have|did changed|change|i? ; what changed ;
    recent|last|latest|show|the changes|history|log ; ^ history $ ; change log ; ^ changelog $ ; who changed ;
    what did i change|do
set_buffer | buffer|buffers ; @|#|minute|minutes|min|mins|hour break|gap|pause|rest|padding|breather * ;
    break|gap|pause|padding|time between|after|before * calls|call|meetings|meeting|appointments|appointment|bookings|booking|each|every|them ;
    prep|preparation|travel|clean-up|cleanup time ; no breaks|break|gap|gaps between|after|before? ;
    keep|leave|put * between|after|before each|every|my|meetings|calls|appointments|them ;
    # * between|before|after each|every|my? meetings|calls|appointments|meeting|call|appointment|bookings|booking ;
    @ * between|before|after each|every|my? meetings|calls|appointments|meeting|call|appointment|bookings|booking
set_notice | notice * ; minimum|min notice|lead ; at least @ * ahead|before|advance|notice|earlier ; less than @ * ;
    @|day|days|hour|hours in advance|notice ; no last minute * ; lead time ;
    at least * in advance|ahead|beforehand|notice ; not less than @ * ahead|before|advance ;
    short|last notice|minute bookings
set_limit | max|maximum|limit * calls|meetings|bookings|appointments|sessions|daily|day|per * ; max|maximum # * ;
    at most|max # * ; not|no more than # * ; up to # calls|meetings|bookings|appointments|sessions|a|per|each * ;
    no|remove|without daily|the|a? limit|limits|maximum|cap * ; daily|day limit|maximum|cap|max ; limit of # ;
    limit me|it|bookings|them|meetings|calls to # ; cap * at|to # ;
    # calls|meetings|bookings|appointments|sessions a|per|each|every day ;
    only # calls|meetings|bookings|appointments|sessions * day|daily
set_window | booking|scheduling window|horizon ; only @ ; @ ahead|out|max|maximum $ ;
    up to @ * ahead|advance|future|out ; @ into the future ; how far|no further|not further|no more than @ * ;
    not more than @ * ahead|advance|future|out ; book|bookable|bookings|booked|open|available * ahead|advance|future ;
    bookable|booked|book * @ ; further|more than @ ahead|out|away|in ; for the next @ only
set_reminder | remind|reminder|reminders|reminding * ; notify * before ;
    no|without|stop|turn|send reminders|reminder off? ; turn|switch off my|the|all? reminders|reminder
set_approval |
    ask|check|confirm with|me? me|first before confirming|booking|accepting|you|it|each|anything|every|any|confirm|someone|bookings ;
    approval|approve|manually|automatically * ; approval * ; auto confirm|accept|approve ;
    need|needs|require|requires|want|without|no my|to|an? approval|approve|confirmation|confirm * ;
    i want to approve|confirm|accept ; confirm|accept|approve automatically|everything|manually|each|every * ;
    let me approve|confirm|decide|accept ; book|bookings directly|instantly ; instant booking|bookings|confirmation
set_place |
    meet|meetings|calls|call|appointments|sessions|intro|it|them|held|take|place|happen|are|is on|via|over|by|in|at|through zoom|phone|person|skype|teams|meet|facetime|whatsapp|google|my ;
    ^ on|via|over|by|in zoom|phone|person|skype|teams|google ; place|location is|:|should|to|will|at|on|= * ;
    change|set|update * place|location to|: * ; meet at|in * ; meet me at|in|on * ; my? zoom link|room|url is|: ;
    use zoom|phone|teams|skype|my|this|google * ; i call|phone|ring them|people|you|invitees|clients ;
    use zoom|phone|teams|skype|google
set_question |
    ask|asking them|people|invitees|everyone|clients|guests|for|about|what|whether|if|why|how|their|customers|visitors * ;
    add|new|set|create|also a|another|the|this? question * ; question : ; booking question
set_name | my|the full? name is|s|should|: ; change|set|update|make my|the? full|display? name to|: ; ^ im name
set_username | call me ; username|user-name|handle|nickname * ;
    change|set|make|update my? link|url|address|page to|: ; my link should|is|to be|: ; user name
set_email | my|the? e|email|mail|e-mail|mailaddress address|is|s|:|to * ; change|set|update my e|email|mail|e-mail * ;
    ^ my new mail|email
set_zone | my? time zone|zones is|:|to|should * ; my? timezone is|:|to|should * ;
    change|set|update|switch|use my|the? time|timezone * ;
    i|im|we am|live|are|live|moved|based|moved|relocated in|to|based|now * ;
    im|i|we|am in|living|based|now|currently ; i live|moved|relocated|work in|to
set_bio | my? bio|biography|description|profile is|:|to|text * ; about me : ;
    change|set|update|write my bio|biography|description|about * ; describe me as ; ^ bio ; i am a
set_welcome | welcome|greeting message|text|note|is|:|to * ;
    greet|welcome people|visitors|invitees|them|guests|everyone with|by * ; ^ welcome : ;
    change|set|update * welcome|greeting
new_event_type | new|create|add|make|another|set|setup|offer|define|start * event type|types * ;
    new|create|add|define event|type|a|an|new|another * called|named|titled * ;
    create|add|define|new|setup a|an|another|new @ * ; new|create|add a|an|another|new? # min|minute|minutes|hour * ;
    new|create|add|define|setup a|an|another|new? * coaching|consultation|consulting|session|intro|introduction|demo|interview|workshop|review|checkin|check-in|type|service ;
    new type|service|offering
rename_event_type | rename * ; call|name the|my|it|this|that|event|@ * instead ;
    change|update the|title|name title|name|of * to
delete_event_type | delete|remove|drop|get|discard|erase * event type|types ;
    delete|remove|drop|discard the|my|all event|types? type? ; dont|no longer offer * ; stop offering * ;
    ^ delete|remove|drop|discard
pause | pause|suspend|freeze|hibernate|snooze * ;
    stop|not taking|accepting|accept|take new? bookings|appointments|meetings|calls * ; no new? bookings|more * ;
    dont|not|do accept|take|let any|new|people|anyone? bookings|book|appointments|more ;
    close my|the page|calendar|link|booking|bookings|intro ; take * offline ; disable|deactivate|hide * ;
    turn off bookings|booking|my|the * ; go on hold ; put * on hold ; close for bookings
resume | resume|unpause|reactivate|enable|reopen|activate|continue * ;
    take|accept|start taking|accepting|bookings|new|taking|again? bookings|again|appointments * ;
    open * bookings again ; open for bookings|business ; open my|the page|calendar|link ;
    turn on|back bookings|booking|my|the|on * ; put * back online ; im back ; back online ; unfreeze|unhide|restart
set_length |
    ~ make|set|change|offer|let|put|have|update * @|#|minutes|min|minute|mins|hour|hours long|minutes|min|hours|hour|each|instead? ;
    length|duration|lengths is|:|to|should|of|= * ; lengths|length|duration * ; offer @|# * ;
    should|must|will|to be|take|last * @|# min|minutes|long|hour|hours? ; takes|lasts @|# * ; @ long ;
    # min|minutes|minute meetings|calls|appointments|long|slots ; @ meetings|calls|appointments|slots ;
    # or # min|minutes
unblock | unblock|unclose|reopen @|the|my|that * ; open|work|working|available|in|there|free on? @ again ; as usual|normal|always ;
    im|i|am|ill|be? back @|on|from|at|in|after ; back to normal ; business as usual ; open|in|there on? @ after all ;
    not|wont|no away|off|closed|gone|holiday|vacation on|in|from? @? anymore|longer|after|all * ;
    remove|delete|cancel|drop|undo|clear the|my|that? block|closure|vacation|holiday|holidays|leave|override|exception|absence|away|off *
block_time | off|away|holiday|vacation|closed|unavailable|leave|travelling|traveling|pto|conference|dentist * ;
    block|blok * ; day|time|days off ; out of office|town ;
    not|no available|in|working|there|meetings|calls|bookings|appointments on|@|at|in|from|for * ;
    busy|out @|on|from|until|all|for|between * ; close|closed on|@|over|for|the|between|from * ;
    take|taking @|the|a|some off|day|week|afternoon|morning ;
    cant|wont|dont do|be|work|take @|on|there|in|working|bookings|anything * ; keep|hold|make @ * free ;
    no|not meetings|calls|bookings|appointments @ ; bank|public|national holiday ;
    im not working|available|there|here ; i am not|un available|working ; sick @|on|leave|today|tomorrow ;
    ^ free on|up
decline | ^ please? decline|reject|refuse|deny * ; turn down ; turn * down ; say no to
accept | ^ please? accept|approve|confirm * ; say yes to ; let * in ; ok|fine for|with bob|him|her|them
completed | took|take|taken place * ; it|meeting|call|session|that|we did? happened|happen|met|meet ; went well|fine|ahead ;
    did|was|were attend|come|there|here $ ; came|attended|showed up? $ ; showed up
no_show | no show|shows ; noshow ; stood me up ; didnt|never|hasnt|havent|wasnt show|come|turn|appear|arrive|join|attend|showed|came|turned|joined|there up? ;
    did|has not show|come|turn|appear|arrive|join|attend up? ; nobody|noone came|showed|turned
query_bookings | whats|what on|is|do|have|meetings|appointments|bookings|calls|i * ;
    who|whos is|am|booked|meeting|seeing|coming|i|do|has * ;
    my|the|upcoming|next|todays|tomorrows|this bookings|meetings|appointments|calls|agenda|calendar|day|requests|meeting|appointment|call|schedule|diary|week * ;
    any|open|pending|new|how bookings|meetings|requests|appointments|calls|many * ;
    show|list|see|what * bookings|meetings|appointments|calls|agenda|calendar|requests ;
    do|am|have i|we have|booked|got|anything|any|busy|free * ;
    anything on|@|today|tomorrow|this|coming|scheduled|planned|booked|happening * ;
    what does|is my @|day|week|calendar|today|tomorrow|schedule * ; hows|how|whats is|my|@|does my|look|@? ;
    when is|s my|the|our next|meeting|call|appointment|first|last|@ * ; agenda ;
    ^ bookings|requests|calendar|today|tomorrow $ ; whats up|next|coming|on|happening|scheduled|planned
"""

HOST_PATTERNS: Patterns[Rule] = compiled(HOST_TALK)
