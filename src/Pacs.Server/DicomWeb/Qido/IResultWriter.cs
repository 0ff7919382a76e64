using Pacs.Dicom.DataSets;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>Writes the results of a search in one form. What it writes is not sent before the output is flushed.</summary>
internal interface IResultWriter : IDisposable
{
    string ContentType { get; }

    /// <summary>True when the form has something to say of no results.</summary>
    bool HasEmptyForm { get; }

    /// <summary>Bytes written so far.</summary>
    long Written { get; }

    void Add(DataSet result);

    /// <summary>Hands to the output what has been written.</summary>
    void Commit();

    /// <summary>Ends the whole, and commits it.</summary>
    void End();
}
