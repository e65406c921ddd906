using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Rules;
using Patchlog.Scripting;

namespace Patchlog.Bundles;

/// <summary>
/// The folder of business rules: <c>rules/TYPE.nools</c> judges commands for aggregates of the type, and
/// <c>rules/_all.nools</c> those for all. Other files that begin with <c>_</c>, and those in folders within it, are
/// there to be imported only.
/// </summary>
/// <param name="files">All files of the bundle.</param>
/// <param name="faults">Takes what is wrong.</param>
sealed class RuleFolder(BundleFiles files, List<BundleFault> faults)
{
    const string Extension = ".nools";
    const string All = "_all";

    readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    readonly ScriptPool _engines = new(RuleHost.Script);

    /// <summary>Adds the rules to what else is said of the types.</summary>
    /// <param name="types">The types.</param>
    /// <param name="all">The rules for all types; null without any.</param>
    /// <returns>All types; worth something only if there was no fault.</returns>
    public IReadOnlyCollection<AggregateDefinition> AddTo(
        IReadOnlyCollection<AggregateDefinition> types, out RuleFile? all)
    {
        all = null;
        var known = types.ToDictionary(type => type.Name.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Files.Where(file => IsRule(file.Path)))
            _texts.Add(file.Path, file.Text);

        foreach (var path in _texts.Keys)
        {
            var name = path[BundleLayout.Rules.Length..^Extension.Length];
            if (name == All)
                all = Compile(path);
            else if (!name.StartsWith('_') && !name.Contains('/', StringComparison.Ordinal))
                Add(known, path, name);
        }

        return known.Values;
    }

    bool IsRule(string path)
    {
        if (!path.StartsWith(BundleLayout.Rules, StringComparison.Ordinal))
            return false;

        if (path.EndsWith(Extension, StringComparison.Ordinal))
            return true;

        faults.Add(new(path, $"A file of {BundleLayout.Rules} must be rules, and be called {Extension}."));
        return false;
    }

    void Add(Dictionary<string, AggregateDefinition> types, string path, string name)
    {
        if (!TargetName.TryParse(name, out var type))
        {
            faults.Add(new(path, TargetName.IsReserved(name)
                ? $"The type \"{name}\" is reserved."
                : "The rules of a type must be called TYPE.nools, where TYPE is a name: 1-63 characters of "
                    + "A-Z a-z 0-9 _ -, the first a letter or digit. A file that is there to be imported only begins "
                    + "with _."));
            return;
        }

        var definition = types.GetValueOrDefault(name, new(type));
        if (definition.Name != type)
            faults.Add(new(path, $"The name {name} differs from {definition.Name} only in case."));
        else if (Compile(path) is { } rules)
            types[name] = definition with { Rules = rules };
    }

    RuleFile? Compile(string path)
    {
        var options = new RuleSetOptions
        {
            Import = imported => _texts.GetValueOrDefault(imported),
            Functions = RuleHost.Functions,
            HostTypes = RuleHost.Types,
            Limits = RuleHost.Limits,
            Engines = _engines,
        };

        if (!RuleSet.TryCompile(new(path, _texts[path]), options, out var rules, out var found))
        {
            faults.AddRange(found.Select(fault => new BundleFault(
                fault.File ?? path, fault.Message, fault.Line, fault.Column)));
            return null;
        }

        foreach (var name in rules.RuleNames.Where(name => name.Length > BundleLimits.MaxRuleNameLength))
        {
            faults.Add(new(path, $"The name of the rule \"{name[..50]}…\" has {name.Length} characters; "
                + $"{BundleLimits.MaxRuleNameLength} are allowed."));
        }

        foreach (var name in rules.RuleNames)
        {
            if (!name.Any(char.IsControl) && JsonString.TryFrom(name, out _))
                continue;

            faults.Add(new(path, $"The name of the rule \"{name}\" has what a name can't have: control characters."));
        }

        var all = rules.RuleNames.Sum(name => name.Length);
        if (all > BundleLimits.MaxRuleNamesLength)
        {
            faults.Add(new(path, $"The names of its rules have {all} characters together; "
                + $"{BundleLimits.MaxRuleNamesLength} are allowed."));
        }

        return new(path, rules);
    }
}
