#include "reach_network.h"

#include "reach/reach.h"

bool gl_reach_network_prepare(struct gl_reach_network *network, struct gl_load *load)
{
    struct gl_baseline_loader loader = {&load->arena, &load->sources, &network->catalogue, &load->diags};

    *network = (struct gl_reach_network){.load = load};
    gl_catalogue_init(&network->catalogue, &load->arena);
    loader.catalogue = &network->catalogue;
    return gl_baseline_load(&loader, load->options->baseline, &network->baseline) &&
           !gl_diags_has(&load->diags, GL_DIAG_USAGE);
}

void gl_reach_network_build(struct gl_reach_network *network)
{
    struct gl_load *load = network->load;
    const struct gl_network *groups = gl_network_build(&load->arena, &load->graph, &load->diags);
    const struct gl_reach *pods = gl_reach_build(&load->arena, &load->graph, &load->diags);

    network->nw = gl_nw_build(&load->arena, &load->graph, groups, pods, &load->diags);
    network->tiers = (struct gl_tiers){&load->arena, &load->graph, &network->baseline};
    gl_nw_cache_init(&network->cache, &load->arena, network->nw);
    network->has_cache = true;
}

void gl_reach_network_free(struct gl_reach_network *network)
{
    if (network->has_cache)
        gl_nw_cache_free(&network->cache);
    gl_catalogue_free(&network->catalogue);
}
