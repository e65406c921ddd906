using Patchlog.Scripting;

namespace Patchlog.Bundles;

/// <summary>
/// A function of the bundle: the default export of a module, with all modules that it may import. Immutable.
/// </summary>
/// <param name="Modules">All modules of the bundle.</param>
/// <param name="File">Which of them, by its path in the bundle.</param>
public sealed record BundleScript(ScriptModules Modules, string File);
