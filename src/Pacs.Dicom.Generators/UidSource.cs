using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Pacs.Dicom.Generators;

/// <summary>What is written of uids.tsv.</summary>
internal static class UidSource
{
    public static SourceText SopClasses(List<UidRow> rows) => Constants(
        "The UIDs of SOP classes and meta SOP classes by their keywords.", "SopClasses",
        rows.Where(static row => row.Kind is "SopClass" or "StorageSopClass" or "MetaSopClass"));

    public static SourceText TransferSyntaxUids(List<UidRow> rows) => Constants(
        "The UIDs of transfer syntaxes by their keywords.", "TransferSyntaxUids",
        rows.Where(static row => row.Kind is "TransferSyntax"));

    public static SourceText WellKnownUids(List<UidRow> rows) => Constants(
        "The UIDs of application contexts, service classes and well-known instances by their keywords.",
        "WellKnownUids",
        rows.Where(static row => row.Kind is "ApplicationContextName" or "ServiceClass" or "SopInstance"));

    public static SourceText Table(List<UidRow> rows)
    {
        var source = new Source("One row per UID, in ordinal order.", "internal static class UidTable");
        source.Table("UidKind", "Kinds", rows.Select(static row => "UidKind." + row.Kind));
        source.Table("bool", "Retired", rows.Select(static row => row.IsRetired ? "true" : "false"));
        source.Strings("Strings", rows.Select(static row => row.Uid + row.Keyword + row.Name));
        source.Table("int", "StringStarts", ElementSource.Starts(
            rows.Select(static row => Encoding.UTF8.GetByteCount(row.Uid + row.Keyword + row.Name))));
        source.Table("byte", "UidLengths", rows.Select(static row => row.Uid.Length));
        source.Table("byte", "KeywordLengths", rows.Select(static row => row.Keyword.Length));
        source.Table("ushort", "ByUid", Enumerable.Range(0, rows.Count));
        source.Table("ushort", "ByKeyword", Enumerable.Range(0, rows.Count)
            .OrderBy(i => rows[i].Keyword, StringComparer.Ordinal));
        return source.End();
    }

    private static SourceText Constants(string summary, string name, IEnumerable<UidRow> rows)
    {
        var source = new Source(summary, "public static class " + name);
        foreach (var row in rows)
        {
            var text = row.Name + (row.IsRetired ? ", retired" : "");
            source.Member(text, $"public const string {row.Keyword} = \"{row.Uid}\";");
        }

        return source.End();
    }
}
