using System.Collections.Immutable;
using Patchlog.Scripting;

namespace Patchlog.Bundles;

/// <summary>
/// The folders of modules of ECMAScript. The default export of <c>handlers/TYPE/COMMAND.js</c> decides the command;
/// that of <c>reads/TYPE.js</c> names the other aggregates that decisions about the type rest on. Modules of
/// <c>processes/</c> have functions for the machines beside them. All other modules, and those with a segment that
/// begins with <c>_</c>, are there to be imported only, from any of these folders.
/// </summary>
/// <param name="files">All files of the bundle.</param>
/// <param name="faults">Takes what is wrong.</param>
sealed class ScriptFolders(BundleFiles files, List<BundleFault> faults)
{
    const string Extension = ".js";

    readonly SortedDictionary<string, AggregateDefinition> _types = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All modules; null without any, or if they have faults.</summary>
    public ScriptModules? Modules { get; private set; }

    /// <summary>Adds the functions to what the schemas say of the types.</summary>
    /// <returns>All types; worth something only if there was no fault.</returns>
    public IReadOnlyCollection<AggregateDefinition> AddTo(IEnumerable<AggregateDefinition> types)
    {
        foreach (var type in types)
            Know(type);

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Files)
        {
            if (FolderOf(file.Path) is not { } folder)
                continue;

            if (file.Path.EndsWith(Extension, StringComparison.Ordinal))
                texts.Add(file.Path, file.Text);
            else if (folder != BundleLayout.Processes)
                faults.Add(new(file.Path, $"A file of {folder} must be a module of ECMAScript, and be called .js."));
        }

        if (texts.Count == 0)
            return _types.Values;

        if (ScriptModules.TryLink(texts, out var modules, out var found))
        {
            Modules = modules;
            foreach (var path in texts.Keys)
                Add(modules, path);
        }

        faults.AddRange(found.Select(fault => new BundleFault(
            fault.File ?? BundleLayout.Handlers, fault.Message, fault.Line, fault.Column)));

        return _types.Values;
    }

    static string? FolderOf(string path) =>
        path.StartsWith(BundleLayout.Handlers, StringComparison.Ordinal) ? BundleLayout.Handlers
        : path.StartsWith(BundleLayout.Reads, StringComparison.Ordinal) ? BundleLayout.Reads
        : path.StartsWith(BundleLayout.Processes, StringComparison.Ordinal) ? BundleLayout.Processes
        : null;

    void Know(AggregateDefinition type)
    {
        _types.Add(type.Name.Value, type);
        _names.Add(type.Name.Value, type.Name.Value);
        foreach (var command in type.Commands)
            _names.Add(KeyOf(type.Name, command.Name), command.Name);
    }

    void Add(ScriptModules modules, string path)
    {
        var folder = FolderOf(path) ?? "";
        var segments = path[folder.Length..^Extension.Length].Split('/');
        if (segments.Any(segment => segment.StartsWith('_')))
            return;

        if (folder == BundleLayout.Reads && segments.Length == 1)
            AddReads(modules, path, segments[0]);
        else if (folder == BundleLayout.Handlers && segments.Length == 2)
            AddHandler(modules, path, segments);
    }

    void AddReads(ScriptModules modules, string path, string name)
    {
        if (!TargetName.TryParse(name, out var type))
        {
            faults.Add(new(path, TargetName.IsReserved(name)
                ? $"The type \"{name}\" is reserved."
                : "What names the reads of a type must be called TYPE.js, where TYPE is a name: 1-63 characters of "
                    + "A-Z a-z 0-9 _ -, the first a letter or digit."));
        }
        else if (!modules.Exports(path, "default"))
        {
            faults.Add(new(path, "It must have a default export: function (command, state).", 1, 1));
        }
        else if (IsOneInEveryCase(path, type.Value, type.Value))
        {
            var definition = _types.GetValueOrDefault(type.Value) ?? new(type);
            _types[type.Value] = definition with { Reads = new(modules, path) };
        }
    }

    void AddHandler(ScriptModules modules, string path, string[] segments)
    {
        if (!TargetName.TryParse(segments[0], out var type) || !Command.IsName(segments[1]))
        {
            faults.Add(new(path, TargetName.IsReserved(segments[0])
                ? $"The type \"{segments[0]}\" is reserved."
                : "A handler must be called TYPE/COMMAND.js, where both are names: 1-63 characters of A-Z a-z 0-9 _ -, "
                    + "the first a letter or digit. A module that is there to be imported only begins with _."));
            return;
        }

        if (!modules.Exports(path, "default"))
            faults.Add(new(path, "A handler must have a default export: function (state, command, ctx).", 1, 1));
        else if (IsOneInEveryCase(path, type.Value, type.Value)
            && IsOneInEveryCase(path, KeyOf(type, segments[1]), segments[1]))
        {
            AddHandler(type, segments[1], new(modules, path));
        }
    }

    void AddHandler(TargetName type, string command, BundleScript handler)
    {
        var definition = _types.GetValueOrDefault(type.Value) ?? new(type);
        if (CommandTypes.TryParse(command, out var generic)
            && generic is not (CommandType.Logic or CommandType.Orchestration))
        {
            _types[type.Value] = definition with { Overrides = definition.Overrides.SetItem(generic, handler) };
            return;
        }

        var known = definition.Commands.FirstOrDefault(one => one.Name == command);
        var others = known is null ? definition.Commands : definition.Commands.Remove(known);
        _types[type.Value] = definition with
        {
            Commands =
            [
                .. others.Add((known ?? new(command)) with
                    {
                        Handler = handler,
                        Rejections = RejectionsOf(handler),
                    })
                    .OrderBy(one => one.Name, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>
    /// What stands in calls of <c>reject</c>, and what the module declares as its <c>rejections</c>: then it says all.
    /// </summary>
    CommandRejections RejectionsOf(BundleScript handler)
    {
        var (codes, hasOthers) = handler.Modules.FindCalls(handler.File, "reject");
        codes = [.. codes.Where(Command.IsName)];
        if (!handler.Modules.TryFindTexts(handler.File, "rejections", out var declared))
            return new(codes, !hasOthers);

        if (declared is not { } all || !all.All(Command.IsName))
        {
            faults.Add(new(
                handler.File,
                "rejections must be an array of texts, each a code: 1-63 characters of A-Z a-z 0-9 _ -."));
            return CommandRejections.Unknown;
        }

        return new([.. codes.Union(all).Order(StringComparer.Ordinal)], IsComplete: true);
    }

    bool IsOneInEveryCase(string path, string key, string name)
    {
        if (_names.TryAdd(key, name) || _names[key] == name)
            return true;

        faults.Add(new(path, $"The name {name} differs from {_names[key]} only in case."));
        return false;
    }

    static string KeyOf(TargetName type, string command) => $"{type}/{command}";
}
