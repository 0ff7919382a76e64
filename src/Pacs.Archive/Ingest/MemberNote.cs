namespace Pacs.Archive.Ingest;

/// <summary>
/// What the log says of an instance besides its bytes, so that the index can be made from the log alone: the tenant and
/// the AE title it came from, as <c>tenant/source</c>. An AE title has no backslash and no control characters, and may
/// have a slash, so the tenant stands first and has none. In front of it, for a copy, <c>@place </c>: where the member
/// was first.
/// </summary>
internal readonly record struct MemberNote(string Tenant, string Source, MemberPlace? Origin = null)
{
    public static MemberNote Parse(string note)
    {
        var space = note.IndexOf(' ', StringComparison.Ordinal);
        var origin = note.StartsWith('@') && space > 0 ? MemberPlace.Parse(note.AsSpan(1, space - 1)) : null;
        var rest = origin is null ? note : note[(space + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new MemberNote("", rest, origin) : new MemberNote(rest[..slash], rest[(slash + 1)..], origin);
    }

    public override string ToString() => Origin is { } origin ? $"@{origin} {Tenant}/{Source}" : $"{Tenant}/{Source}";
}
