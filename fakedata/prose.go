package fakedata

// proses are what people write and say, a line each.
var proses = map[string]string{
	"talk": `Good morning, is everybody there?
I am on my way, give me ten minutes.
Could you send me the file again, please?
Thanks, that was quick.
The meeting is moved to three o'clock.
Let us start with the numbers of last week.
I have read it twice and I agree.
Who takes the minutes today?
The train is late again, so start without me.
We should test that before Friday.
Can you hear me now?
The new version works on my machine.
I would like to change my booking.
Please call me back when you have a moment.
The parcel came this morning, nothing was broken.
What about lunch at half past twelve?
The second slide has a mistake in the heading.
Let me share my screen.
That sounds good to me.
I will be in the office on Thursday.
How long will the repair take?
The light in the hall is still on.
We have two rooms left with a view of the lake.
My order number is on the invoice.
It is raining here, so bring a coat.
Yes, that is the right address.
The kitchen closes at nine.
Nobody answered the door, I left it with the neighbours.
Let us talk about it tomorrow.
The password works, thank you for your help.
There is a free table near the window.
I have added the pictures from Sunday.`,
	"question": `What are the opening hours on Saturday?
How do I change my delivery address?
Where is my order?
Which train goes to the airport?
Summarise the meeting in three sentences.
What is the weather like in the mountains today?
Find a restaurant with a garden nearby.
How much does the annual plan cost?
Translate the last paragraph.
Which invoices are still open?`,
	"greeting": `Hello, how can I help you today?
Welcome back!
Good morning, what can I do for you?
Hi, I am your assistant.`,
	"note": `Checked by the night shift.
The parts have arrived and are being counted.
Customer asked for a call before delivery.
Replaced the filter and cleaned the fan.
Ready to be picked up from noon.
Second attempt, the first one timed out.
Leave at the side door.
All values are within the usual range.
Handed over to the team in the south wing.
The seal was changed after the last inspection.
Waiting for the signature of the owner.
Two of three boxes are packed.
Started by the weekly schedule.
The old entry stays until the end of the month.
Calibrated against the reference device.
Runs every night at two o'clock.`,
	"bio": `Writes software, grows tomatoes.
Photographer of bridges and stations.
Runs a small bakery by the river.
Teacher, cyclist, reader of maps.
Engineer with a weakness for old radios.`,
	"subject": `Your order has been shipped
Minutes of the meeting on Tuesday
Please confirm your address
Invoice for March
Change of your booking
Welcome to the team
Your table is reserved`,
	"title": `The Long Way to the Lighthouse
A Short History of Tea
Winter Timetable
Notes from the Harbour
The Baker's Garden
Seven Bridges
Maps and Their Makers
An Evening in the Old Town
The Quiet Machine
Letters from the North`,
	"label": `North Harbour
Riverside
Main line
Old mill
Station square
Garden view
Blue room
East wing
Winter plan
Lakeside
Market hall
Green hill
First floor
Cedar lane
Summer list
Upper deck`,
	"error": `The request could not be processed
The value is out of range
The resource was not found
The session has expired
The token is not valid
Too many requests, try again later
A required field is missing
The connection was closed by the server`,
	"warning": `The disk is almost full
The answer took longer than usual
The battery is low
A newer version is available
The certificate expires in ten days
One of the values was rounded`,
	"reason": `Technical fault
Scheduled maintenance
Weather conditions
Staff shortage`,
	"order reason": `Changed my mind
Ordered by mistake
Found a better price
Arrived too late
Wrong size
Paid twice`,
	"leave reason": `Said goodbye
Idle for too long
Connection lost
Opened on another device`,
	"device reason": `Too warm inside
Set by hand
Schedule of the night
Limit reached
Test run`,
	"warehouse": `A-12
B-07
C-31
D-04
North 3
South 1`,
	"flat": `Apartment 4
Second floor
c/o Weber
Unit 12
Rear building
Door 7`,
	"zone":     "North\nSouth\nEast\nWest\nCentre\nHarbour",
	"weather":  "Sunny\nPartly cloudy\nLight rain\nOvercast\nSnow showers\nFog",
	"food":     "Lentil soup\nMushroom risotto\nApple tart\nFish and chips\nVegetable curry\nTomato salad",
	"product":  "Desk lamp\nCoffee grinder\nRain jacket\nWireless keyboard\nWater bottle\nNotebook A5\nRunning shoes\nGarden chair\nPhone case\nBread knife\nWool blanket\nBicycle light\nTea pot\nBackpack 22 l\nWall clock\nUSB-C cable 1 m",
	"category": "Kitchen\nGarden\nBooks\nElectronics\nOutdoor\nToys\nOffice\nClothing",
	"function": "get_weather\nfind_order\nbook_table\nsend_invoice\nsearch_flights\nconvert_currency",
	"task":     "nightly-backup\nimport-orders\nresize-images\nsend-invoices\nupdate-index\nclean-up\nmonthly-report\nsync-contacts",
	"tag":      "urgent\nbeta\nfrontend\nbilling\nfragile\nnew\nweekly\noutdoor\ntravel\nsummer",
	"device":   "thermostat\ndoor sensor\nwater meter\nsmart plug\nair monitor\nhallway light\nboiler\nbarcode scanner",
	"model":    "TX-200\nAero 5\nHM-31 Pro\nNimbus 2\nLS-480\nVega S\nPico Mini\nT40",
	"car":      "Golf\nCorolla\nClio\nModel 3\nFocus\nOctavia\nSprinter\nLeaf",
	"brain":    "general-v2\nassistant-large\nassistant-small\nspeech-2\ntranscribe-v3\nembed-base",
	"payment":  "credit card\nbank transfer\ninvoice\nvoucher",
	"room":     "Living room\nKitchen\nOffice\nBedroom\nGarage\nMeeting room 2",
	"html":     "<p>See you <b>tomorrow</b>.</p>\n<p>All done.</p>\n<p>Read <a href=\"https://example.com/news\">the news</a>.</p>",
	"markdown": "**Done.** See [the list](https://example.com/list).\nAll *three* parts are there.\n# Notes",
	"xml":      "<order id=\"4711\"><status>open</status></order>\n<note>ready</note>",
	"svg":      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><circle cx=\"4\" cy=\"4\" r=\"3\"/></svg>",
	"script":   "value > 20\n(a + b) / 2\ntemperature * 1.8 + 32\nstatus == \"open\"",
	"wildcard": "*.csv\nreport-*\n^[a-z]+$\n*.log",
	"sql":      "SELECT id, name FROM customers WHERE city = 'Lyon'\nSELECT count(*) FROM orders",
	"cron":     "0 2 * * *\n*/15 * * * *\n30 6 * * 1",
	"json text": `{"city":"Lyon"}
{"limit":10}
{"order":"4711","express":true}
{"unit":"celsius"}`,
	"ice candidate": "candidate:1 1 udp 2130706431 192.0.2.17 54400 typ host\ncandidate:2 1 udp 1694498815 198.51.100.24 61204 typ srflx raddr 192.0.2.17 rport 54400",
}

// sessionDescription is one of RFC 8866.
const sessionDescription = "v=0\r\no=- 20518 0 IN IP4 192.0.2.17\r\ns=-\r\nc=IN IP4 192.0.2.17\r\nt=0 0\r\nm=audio 54400 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\n"
