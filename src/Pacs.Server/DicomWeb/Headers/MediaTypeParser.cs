namespace Pacs.Server.DicomWeb.Headers;

/// <summary>
/// Takes media types off a header field one by one. Takes what clients really send: values that ought to be quoted and
/// are not (<c>type=application/dicom</c>), <c>*</c> for <c>*/*</c>, single quotes, spaces anywhere, empty members. Never fails:
/// a member that is no media type is passed over.
/// </summary>
internal ref struct MediaTypeParser
{
    /// <summary>More are not looked at; no client sends a tenth of it.</summary>
    private const int MaxParameters = 32;

    private readonly bool _isList;
    private ReadOnlySpan<char> _rest;

    /// <param name="field">The field's value.</param>
    /// <param name="isList">True when commas separate members, as in Accept.</param>
    public MediaTypeParser(ReadOnlySpan<char> field, bool isList)
    {
        _rest = field;
        _isList = isList;
    }

    /// <summary>The next media type, or null: there are no more.</summary>
    // member = type "/" subtype *( OWS ";" OWS [ name "=" ( token / quoted-string ) ] )
    public MediaType? Next()
    {
        while (true)
        {
            _rest = _rest.TrimStart(" \t,;");
            if (_rest.IsEmpty) return null;

            var essence = TakeUntil(_isList ? ";," : ";");
            var parameters = TakeParameters();
            if (Of(essence, parameters) is { } media) return media;
        }
    }

    private static MediaType? Of(ReadOnlySpan<char> essence, List<MediaParameter>? parameters)
    {
        var slash = essence.IndexOf('/');
        var type = (slash < 0 ? essence : essence[..slash]).Trim();
        var subtype = slash < 0 ? "*" : essence[(slash + 1)..].Trim();
        if (subtype.IsEmpty) subtype = "*"; // image/ for image/*
        if (!HeaderText.IsToken(type) || !HeaderText.IsToken(subtype)) return null;
        if (type is "*" ? subtype is not "*" : slash < 0) return null;

        return new MediaType
        {
            Type = Lower(type),
            Subtype = Lower(subtype),
            Parameters = parameters is null ? [] : parameters,
        };
    }

    private List<MediaParameter>? TakeParameters()
    {
        List<MediaParameter>? parameters = null;
        while (_rest is [';', ..])
        {
            _rest = _rest.TrimStart("; \t");
            if (_rest.IsEmpty || (_isList && _rest[0] == ',')) break;

            var name = TakeUntil(_isList ? "=;," : "=;").Trim();
            if (_rest is not ['=', ..]) continue;

            _rest = _rest[1..].TrimStart(" \t");
            var value = TakeValue();
            if (!HeaderText.IsToken(name) || parameters?.Count >= MaxParameters) continue;

            parameters ??= [];
            Add(parameters, Lower(name), value);
        }

        return parameters;
    }

    /// <summary>Some quote too much: <c>type="application/dicom; transfer-syntax=*"</c>. The media type they mean is one parameter, the rest others.</summary>
    private static void Add(List<MediaParameter> parameters, string name, string value)
    {
        if (name != "type" || !value.Contains(';', StringComparison.Ordinal))
        {
            parameters.Add(new MediaParameter(name, value));
            return;
        }

        if (MediaType.Parse(value) is not { } inner) return;

        parameters.Add(new MediaParameter(name, inner.Essence));
        foreach (var parameter in inner.Parameters)
        {
            if (parameter.Name != name) parameters.Add(parameter);
        }
    }

    private string TakeValue()
    {
        if (_rest is ['"', ..] && HeaderText.Unquoted(_rest, out var length) is { } quoted)
        {
            _rest = _rest[length..];
            TakeUntil(_isList ? ";," : ";"); // nothing may follow the quote; what does is left out
            return quoted.Trim();
        }

        var value = TakeUntil(_isList ? ";," : ";").Trim().TrimStart('"');
        return (value is ['\'', .. var inner, '\''] ? inner : value).ToString();
    }

    private ReadOnlySpan<char> TakeUntil(ReadOnlySpan<char> ends)
    {
        var end = _rest.IndexOfAny(ends);
        if (end < 0) end = _rest.Length;
        var taken = _rest[..end];
        _rest = _rest[end..];
        return taken;
    }

    private static string Lower(ReadOnlySpan<char> text) => text.ToString().ToLowerInvariant();
}
