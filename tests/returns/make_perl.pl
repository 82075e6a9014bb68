# Write the filled form's cells with Perl's libraries: perl ../make_perl.pl CELLS.json, from saved/.
# Needs Spreadsheet::WriteExcel and Excel::Writer::XLSX. CELLS.json is what make_libraries.py leaves.
use strict;
use warnings;
use utf8;
use JSON::PP;
use Excel::Writer::XLSX;
use Spreadsheet::WriteExcel;

open(my $file, '<:raw', $ARGV[0]) or die $!;
my $told = decode_json(join '', <$file>);

for my $made (['Excel::Writer::XLSX', 'xlsx/perl-writer.xlsx'], ['Spreadsheet::WriteExcel', 'xls/perl-writeexcel.xls']) {
    my $book = $made->[0]->new($made->[1]);
    my $sheet = $book->add_worksheet('下发表');
    my $wrap = $book->add_format(text_wrap => 1);
    my $merged = $book->add_format(text_wrap => 1);
    my %tops = map { ("$_->[0]/$_->[1]" => $_) } @{ $told->{merges} };
    my $r = 0;
    for my $row (@{ $told->{rows} }) {
        my $c = 0;
        for my $value (@$row) {
            my $box = $tops{"$r/$c"};
            $sheet->merge_range(@$box, '', $merged) if $box;
            $sheet->write_string($r, $c, "$value", $wrap) if defined $value;
            $c++;
        }
        $r++;
    }
    $book->close();
}
