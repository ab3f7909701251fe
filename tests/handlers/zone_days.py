"""What Python's zoneinfo says about days and clocks, for zone_test.cpp. One fact a line:
   D zone utc day                 at that second a new local day begins (days since 1970)
   T zone utc local               the clock on the wall, as seconds since 1970
   L zone day minutes utc         when the clocks show that time (the first time, if twice; times never shown are left out)
"""
import datetime as dt
import sys
import zoneinfo

EPOCH = dt.date(1970, 1, 1).toordinal()
UTC = dt.timezone.utc

ZONES = """Asia/Shanghai Asia/Hong_Kong Asia/Taipei Asia/Tokyo Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Beirut
Asia/Gaza Europe/London Europe/Berlin Europe/Moscow Europe/Istanbul Africa/Cairo Africa/Casablanca Africa/Johannesburg
America/New_York America/Los_Angeles America/Sao_Paulo America/St_Johns America/Havana America/Santiago
America/Argentina/Buenos_Aires Atlantic/Azores Australia/Sydney Australia/Lord_Howe Australia/Adelaide Pacific/Auckland
Pacific/Chatham Pacific/Apia Pacific/Kiritimati UTC""".split()
YEARS = [(zone, 2024) for zone in ZONES]
YEARS += [("Asia/Shanghai", year) for year in range(1986, 1992)]
YEARS += [("Pacific/Apia", 2011), ("America/St_Johns", 2007), ("America/Sao_Paulo", 2017), ("America/Havana", 2012),
          ("Pacific/Kwajalein", 1993), ("Europe/Istanbul", 2016), ("Asia/Pyongyang", 2015), ("Asia/Shanghai", 2036)]


def day(zone, utc):
    return dt.datetime.fromtimestamp(utc, zone).toordinal() - EPOCH


def days(name, zone, begin, end):
    step = 1800
    before = day(zone, begin)
    for utc in range(begin + step, end, step):
        now = day(zone, utc)
        if now != before:
            low, high = utc - step, utc
            while high - low > 1:
                middle = (low + high) // 2
                if day(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            print("D", name, high, day(zone, high))
            before = now


for name, year in YEARS:
    zone = zoneinfo.ZoneInfo(name)
    begin = int(dt.datetime(year, 1, 1, tzinfo=UTC).timestamp()) - 86400
    end = begin + 368 * 86400
    days(name, zone, begin, end)
    for utc in range(begin, end, 40127):
        local = dt.datetime.fromtimestamp(utc, zone).replace(tzinfo=UTC)
        print("T", name, utc, int(local.timestamp()))
    for minute in range(begin // 60, end // 60, 97):
        local = dt.datetime.fromtimestamp(minute * 60, UTC).replace(tzinfo=zone)
        utc = int(local.timestamp())
        back = dt.datetime.fromtimestamp(utc, zone)
        if back.replace(tzinfo=None) == local.replace(tzinfo=None):
            print("L", name, minute // 1440, minute % 1440, utc)
sys.stdout.flush()
