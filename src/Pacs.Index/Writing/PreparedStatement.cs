using System.Data.Common;
using System.Globalization;

namespace Pacs.Index.Writing;

/// <summary>A statement prepared once, with the parameters <c>@p0</c>, <c>@p1</c> and on.</summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly DbCommand _command;

    public PreparedStatement(DbConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 0; sql.Contains(Name(i), StringComparison.Ordinal); i++)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = Name(i);
            _command.Parameters.Add(parameter);
        }

        _command.Prepare();
    }

    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row, or null when there is no row.</summary>
    public long? ExecuteKey(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() as long?;
    }

    public DbDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private static string Name(int parameter) => string.Create(CultureInfo.InvariantCulture, $"@p{parameter}");

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
        {
            throw new ArgumentException($"The statement has {_command.Parameters.Count} parameters.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
