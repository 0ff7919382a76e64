namespace Pacs.Index.Searching;

/// <summary>The levels of the query/retrieve information models, uppermost first (PS3.4 §C.6).</summary>
public enum QueryLevel
{
    Patient,
    Study,
    Series,
    Image,
}
