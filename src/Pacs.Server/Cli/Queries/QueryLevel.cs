namespace Pacs.Server.Cli.Queries;

/// <summary>The levels of the information models (PS3.4 §C.6), named as a person types them.</summary>
internal enum QueryLevel
{
    Patient,
    Study,
    Series,
    Image,
}
