def add_links(facts, *, site_url):
    return ()
