"""Takes the publisher's words out of a package, and puts them back from the saved pages.

A dehydrated package keeps ids, times, counts, addresses and the ledger. The ledger says where in its page each value
stands, so whoever has the pages has the words, with any version of livepack that reads the ledger.
"""
