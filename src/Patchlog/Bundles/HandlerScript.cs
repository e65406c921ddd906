using Patchlog.Scripting;

namespace Patchlog.Bundles;

/// <summary>
/// What decides a command: the default export of a module, with all modules that it may import. Immutable.
/// </summary>
/// <param name="Modules">All modules of <c>handlers/</c>.</param>
/// <param name="File">Which of them, by its path in the bundle.</param>
public sealed record HandlerScript(ScriptModules Modules, string File);
