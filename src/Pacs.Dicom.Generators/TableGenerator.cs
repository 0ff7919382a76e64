using Microsoft.CodeAnalysis;

namespace Pacs.Dicom.Generators;

/// <summary>
/// Writes what elements.tsv, uids.tsv and folding.tsv say as constants and as tables in the assembly's read-only data,
/// so that a program that looks nothing up pays nothing for it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TableGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var elements = TextOf(context, "elements.tsv");
        context.RegisterSourceOutput(elements, static (output, text) =>
        {
            var rows = ElementRow.ParseTable(text);
            output.AddSource("Tags.g.cs", ElementSource.Tags(rows));
            output.AddSource("ElementTable.g.cs", ElementSource.Table(rows));
        });

        var uids = TextOf(context, "uids.tsv");
        context.RegisterSourceOutput(uids, static (output, text) =>
        {
            var rows = UidRow.ParseTable(text);
            output.AddSource("SopClasses.g.cs", UidSource.SopClasses(rows));
            output.AddSource("TransferSyntaxUids.g.cs", UidSource.TransferSyntaxUids(rows));
            output.AddSource("WellKnownUids.g.cs", UidSource.WellKnownUids(rows));
            output.AddSource("UidTable.g.cs", UidSource.Table(rows));
        });

        var folding = TextOf(context, "folding.tsv");
        context.RegisterSourceOutput(folding, static (output, text) =>
            output.AddSource("FoldingTable.g.cs", FoldingSource.Table(text)));
    }

    // A string compares by value, so an edit elsewhere in the project does not run the generator again.
    private static IncrementalValuesProvider<string> TextOf(
        IncrementalGeneratorInitializationContext context, string name) =>
        context.AdditionalTextsProvider
            .Where(file => string.Equals(Path.GetFileName(file.Path), name, StringComparison.Ordinal))
            .Select(static (AdditionalText file, CancellationToken cancellationToken) =>
                file.GetText(cancellationToken)?.ToString() ?? throw new IOException("cannot read " + file.Path));
}
