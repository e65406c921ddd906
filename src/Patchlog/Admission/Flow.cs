namespace Patchlog.Admission;

/// <summary>On whose account something is done: the tenant's, and that of the connection it came over.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Sender">The connection; null where it is not known, and then only the tenant counts.</param>
readonly record struct Flow(Tenant Tenant, Sender? Sender)
{
    /// <summary>The flow of a command.</summary>
    public static Flow Of(Command command) => new(command.Target.Tenant, command.Sender);
}
