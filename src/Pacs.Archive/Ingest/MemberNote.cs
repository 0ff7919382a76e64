namespace Pacs.Archive.Ingest;

/// <summary>
/// What the log says of an instance besides its bytes, so that the index can be made from the log alone: the tenant and
/// the AE title it came from, as <c>tenant/source</c>. An AE title has no backslash and no control characters, and may
/// have a slash, so the tenant stands first and has none.
/// </summary>
internal readonly record struct MemberNote(string Tenant, string Source)
{
    public static MemberNote Parse(string note)
    {
        var slash = note.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new MemberNote("", note) : new MemberNote(note[..slash], note[(slash + 1)..]);
    }

    public override string ToString() => $"{Tenant}/{Source}";
}
