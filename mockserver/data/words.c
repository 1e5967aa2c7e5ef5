/*
 * words.c - lists of words for generated text
 *
 * Adding a word to a list changes what every dataset generates from it; the
 * tests hold the values.
 */
#include "mockserver/data/words.h"

/* First and last names are plain ASCII: e-mail addresses are made of them. */
static const char *const first_names[] = {
	"Ada",   "Aisha",     "Alan",     "Amara", "Ana",     "Anton",   "Barbara",
	"Bela",  "Carlos",    "Chen",     "Clara", "Daniel",  "Dorothy", "Edsger",
	"Elena", "Emil",      "Fatima",   "Felix", "Frances", "Grace",   "Hana",
	"Hedy",  "Hugo",      "Ines",     "Ivan",  "Jean",    "Jonas",   "Joyce",
	"Kai",   "Katherine", "Ken",      "Kofi",  "Lars",    "Leila",   "Linus",
	"Lucia", "Mae",       "Margaret", "Mateo", "Mei",     "Mina",    "Niklaus",
	"Noor",  "Olga",      "Omar",     "Pablo", "Priya",   "Radia",   "Ravi",
	"Rosa",  "Sofia",     "Stella",   "Sven",  "Tariq",   "Tim",     "Uma",
	"Vera",  "Victor",    "Wanda",    "Wei",   "Xenia",   "Yuki",    "Yusuf",
	"Zoe",
};

static const char *const last_names[] = {
	"Adeyemi",  "Allen",     "Andersen", "Bauer",    "Becker",   "Bianchi", "Brown",
	"Castro",   "Chen",      "Clarke",   "Costa",    "Dubois",   "Evans",   "Fischer",
	"Garcia",   "Goldberg",  "Hamilton", "Hansen",   "Haddad",   "Hopper",  "Hussein",
	"Ito",      "Ivanov",    "Jansen",   "Johnson",  "Kaya",     "Khan",    "Kim",
	"Kowalski", "Kumar",     "Larsen",   "Lee",      "Lopez",    "Martin",  "Mensah",
	"Meyer",    "Moreau",    "Mueller",  "Nakamura", "Nguyen",   "Novak",   "Okafor",
	"Olsen",    "Papadakis", "Patel",    "Perez",    "Petrov",   "Popescu", "Ritchie",
	"Rossi",    "Santos",    "Schmidt",  "Silva",    "Singh",    "Smith",   "Sato",
	"Tanaka",   "Thompson",  "Torres",   "Varga",    "Virtanen", "Walker",  "Wang",
	"Zhang",
};

/* Row by row with country_codes (ISO 3166-1 alpha-2). */
static const char *const cities[] = {
	"Amsterdam", "Athína",    "Auckland", "Bengaluru", "Berlin",    "Bogotá",
	"Boston",    "Budapest",  "Cairo",    "Cape Town", "Chicago",   "Dublin",
	"Genève",    "Helsinki",  "İstanbul", "Jakarta",   "København", "Kraków",
	"Lagos",     "Lima",      "Lisboa",   "London",    "Lyon",      "Madrid",
	"Málaga",    "Melbourne", "México",   "Milano",    "Montréal",  "München",
	"Nairobi",   "New York",  "Oslo",     "Paris",     "Praha",     "Reykjavík",
	"Roma",      "San Jose",  "Santiago", "São Paulo", "Seoul",     "Singapore",
	"Stockholm", "Sydney",    "Taipei",   "Tallinn",   "Toronto",   "Tokyo",
	"Wien",      "Zürich",
};
static const char *const country_codes[] = {
	"NL", "GR", "NZ", "IN", "DE", "CO", "US", "HU", "EG", "ZA", "US", "IE", "CH",
	"FI", "TR", "ID", "DK", "PL", "NG", "PE", "PT", "GB", "FR", "ES", "ES", "AU",
	"MX", "IT", "CA", "DE", "KE", "US", "NO", "FR", "CZ", "IS", "IT", "US", "CL",
	"BR", "KR", "SG", "SE", "AU", "TW", "EE", "CA", "JP", "AT", "CH",
};
static_assert(ARRAY_LEN(cities) == ARRAY_LEN(country_codes), "a country for each city");

/* Names that RFC 2606 keeps free, so that no mail reaches anyone. */
static const char *const domains[] = {
	"example.com", "example.net", "example.org", "mail.example", "post.example",
};

static const char *const nouns[] = {
	"anchor",  "apple",  "arrow",   "basin",  "beacon",  "birch",   "bridge",
	"canyon",  "cedar",  "cloud",   "cobalt", "comet",   "coral",   "delta",
	"ember",   "falcon", "fern",    "fjord",  "garnet",  "glacier", "harbor",
	"hazel",   "indigo", "island",  "jasper", "juniper", "kestrel", "lagoon",
	"lantern", "linen",  "maple",   "meadow", "mosaic",  "nebula",  "oasis",
	"onyx",    "orchid", "otter",   "pebble", "pine",    "quartz",  "raven",
	"reef",    "river",  "saffron", "sierra", "spruce",  "summit",  "thistle",
	"tide",    "topaz",  "tundra",  "velvet", "violet",  "walnut",  "willow",
};

static const char *const products[] = {
	"Backpack", "Bicycle",  "Blender",   "Bookshelf", "Camera",   "Candle", "Chair",
	"Coat",     "Desk",     "Earphones", "Gloves",    "Guitar",   "Jacket", "Kettle",
	"Keyboard", "Lamp",     "Mug",       "Notebook",  "Pillow",   "Racket", "Rug",
	"Sandals",  "Scarf",    "Shirt",     "Skillet",   "Sneakers", "Sofa",   "Tent",
	"Toaster",  "Umbrella", "Vase",      "Watch",
};

static const char *const browsers[] = {
	"Chrome", "Edge", "Firefox", "Opera", "Safari", "Samsung Internet",
};

#define ROW(name, stream, list)                      \
	{                                            \
		name, stream, list, ARRAY_LEN(list), \
	}
static const struct words lists[] = {
	ROW("first", "first", first_names), ROW("last", "last", last_names),
	ROW("city", "place", cities),       ROW("country", "place", country_codes),
	ROW("domain", NULL, domains),       ROW("word", NULL, nouns),
	ROW("product", NULL, products),     ROW("browser", NULL, browsers),
};

const struct words *words_find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		if (strlen(lists[i].name) == n && !memcmp(lists[i].name, name, n))
			return &lists[i];
	}
	return NULL;
}
