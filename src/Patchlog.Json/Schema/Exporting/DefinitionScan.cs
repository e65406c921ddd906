using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Exporting;

/// <summary>
/// Finds the schemas that need a name, and those that draft 2020-12 can't say in full. Chains of references of any
/// length need no stack.
/// </summary>
/// <param name="nameOf">What to call a schema, by the URI of its document and its JSON Pointer there.</param>
sealed class DefinitionScan(Func<string, string, string> nameOf)
{
    readonly Dictionary<SchemaKey, string> _names = [];
    readonly Dictionary<string, SchemaSite> _named = new(StringComparer.Ordinal);
    readonly Dictionary<SchemaKey, List<SchemaKey>> _users = [];
    readonly HashSet<SchemaKey> _partial = [];
    readonly Queue<SchemaSite> _open = new();

    /// <summary>The schemas that have a name.</summary>
    public IReadOnlyDictionary<string, SchemaSite> Named => _named;

    /// <summary>The name of a schema; null if it stands where it is used.</summary>
    public string? NameOf(SchemaSite site) => _names.GetValueOrDefault(new(site));

    /// <summary>Whether a definition accepts more than the schema, because of it or of what it refers to.</summary>
    public bool IsPartial(SchemaSite site) => _partial.Contains(new(site));

    /// <summary>Gives a schema its name.</summary>
    public void Name(SchemaSite site, string name)
    {
        _names[new(site)] = name;
        _named.Add(name, site);
        _open.Enqueue(site);
    }

    /// <summary>Looks at all that the named schemas lead to.</summary>
    public void Run()
    {
        var seen = new HashSet<SchemaKey>();
        while (_open.TryDequeue(out var site))
        {
            var key = new SchemaKey(site);
            if (!seen.Add(key))
                continue;

            if (DefinitionLosses.Find(site) is not null)
                _partial.Add(key);

            foreach (var part in SchemaParts.Of(site))
                Use(key, part);

            foreach (var target in (SchemaSite?[])[site.Reference, site.FixedDynamicReference])
            {
                if (target is null)
                    continue;

                if (!_names.ContainsKey(new(target)))
                    Name(target, FreeName(nameOf(target.Resource.Document.Uri, target.Pointer)));

                Use(key, target);
            }
        }

        Spread();
    }

    void Use(SchemaKey user, SchemaSite used)
    {
        var key = new SchemaKey(used);
        if (!_users.TryGetValue(key, out var users))
            _users.Add(key, users = []);

        users.Add(user);
        _open.Enqueue(used);
    }

    string FreeName(string wanted)
    {
        var name = wanted;
        for (var number = 2; _named.ContainsKey(name); number++)
            name = $"{wanted}_{number}";

        return name;
    }

    // What uses a schema that accepts more may accept more itself.
    void Spread()
    {
        var open = new Queue<SchemaKey>(_partial);
        while (open.TryDequeue(out var key))
        {
            foreach (var user in _users.GetValueOrDefault(key) ?? [])
            {
                if (_partial.Add(user))
                    open.Enqueue(user);
            }
        }
    }
}
