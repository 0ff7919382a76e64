using System.Collections.Immutable;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>
/// One level's columns and attributes, made where the instance comes in, so that the writer only binds them.
/// </summary>
/// <param name="Columns">The values of <see cref="ColumnsOf"/>.</param>
/// <param name="Texts">The values of <see cref="TextColumnsOf"/>.</param>
/// <param name="Attributes">The attributes as they are stored.</param>
/// <param name="Modalities">The modalities of a series; none at other levels.</param>
internal sealed record LevelRow(object?[] Columns, object?[] Texts, byte[] Attributes, IReadOnlyList<string> Modalities)
{
    private static readonly ImmutableArray<ImmutableArray<MatchableAttribute>> Derived =
        ByLevel(IsDerived);

    private static readonly ImmutableArray<ImmutableArray<MatchableAttribute>> Searched =
        ByLevel(attribute => attribute.HasTrigrams);

    /// <summary>
    /// The columns that follow from a level's attributes; identity, counts and lists are the writer's.
    /// </summary>
    public static IEnumerable<string> ColumnsOf(QueryLevel level) =>
        Derived[(int)level].SelectMany(ColumnValue.ColumnsOf);

    /// <summary>The columns of a level's trigram table.</summary>
    public static IEnumerable<string> TextColumnsOf(QueryLevel level) =>
        Searched[(int)level].Select(attribute => attribute.Column);

    public static LevelRow Of(QueryLevel level, DataSet attributes) => new(
        [.. Derived[(int)level].SelectMany(attribute => ColumnValue.Of(attribute, attributes))],
        [.. Searched[(int)level].Select(attribute => ColumnValue.TextOf(attribute, attributes))],
        LevelAttributes.Encode(attributes),
        level == QueryLevel.Series ? ModalitiesOf(attributes) : []);

    private static string[] ModalitiesOf(DataSet series) =>
        [.. series.GetStrings(Tags.Modality).Where(modality => modality.Length > 0)];

    private static ImmutableArray<ImmutableArray<MatchableAttribute>> ByLevel(Func<MatchableAttribute, bool> isMeant) =>
    [
        .. Enum.GetValues<QueryLevel>()
            .Select(level => MatchableAttributes.Of(level).Where(isMeant).ToImmutableArray()),
    ];

    private static bool IsDerived(MatchableAttribute attribute) =>
        !attribute.IsIdentity && attribute.Kind is not (MatchingKind.Uid or MatchingKind.List or MatchingKind.Count);
}
