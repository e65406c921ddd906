using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Server.Http;

/// <summary>The names in a path, checked before anything else happens.</summary>
static class RouteNames
{
    public static bool TryReadTenant(HttpContext context, out Tenant tenant, [NotNullWhen(false)] out Reply? refusal)
    {
        var text = Segment(context, "tenant");
        refusal = Tenant.TryParse(text, out tenant) ? null : Invalid("tenant", text);
        return refusal is null;
    }

    public static bool TryReadCollection(
        HttpContext context, out Tenant tenant, out TargetName type, [NotNullWhen(false)] out Reply? refusal)
    {
        type = default;
        if (!TryReadTenant(context, out tenant, out refusal))
            return false;
        var text = Segment(context, "type");
        refusal = TargetName.TryParse(text, out type) ? null
            : TargetName.IsReserved(text) ? NoRoute(context)
            : Invalid("type", text);
        return refusal is null;
    }

    public static bool TryReadDocument(
        HttpContext context, out AggregateKey key, [NotNullWhen(false)] out Reply? refusal)
    {
        key = default;
        if (!TryReadCollection(context, out var tenant, out var type, out refusal))
            return false;
        var text = Segment(context, "id");
        refusal = AggregateId.TryParse(text, out var id) ? null
            : AggregateId.IsReserved(text) ? NoRoute(context)
            : Reply.Of(ProblemCode.InvalidRequest,
                $"The id \"{text}\" must be 1–128 characters of A-Z a-z 0-9 - . _ ~, and not \".\" or \"..\".");
        key = new(tenant, type, id);
        return refusal is null;
    }

    public static string Segment(HttpContext context, string name) => context.GetRouteValue(name) as string ?? "";

    public static Reply NoRoute(HttpContext context) =>
        Reply.Of(ProblemCode.RouteNotFound, $"There is nothing at {context.Request.Path}.");

    public static Reply Invalid(string what, string text) =>
        Reply.Of(ProblemCode.InvalidRequest,
            $"The {what} \"{text}\" must be 1–63 characters of A-Z a-z 0-9 _ -, beginning with a letter or digit.");
}
