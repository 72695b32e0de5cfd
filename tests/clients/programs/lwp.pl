# LWP::UserAgent of Perl.
use strict;
use warnings;
use HTTP::Request::Common qw(GET POST);
use JSON::PP;
use LWP::UserAgent;

my $agent = LWP::UserAgent->new(timeout => 20);
my $token;

# configure
sub renew {
    my $request = POST($ENV{OSIGU_TOKEN_URL}, { grant_type => 'client_credentials' });
    $request->authorization_basic($ENV{OSIGU_CLIENT_ID}, $ENV{OSIGU_CLIENT_SECRET});
    $token = decode_json($agent->request($request)->content)->{access_token};
}
# end

sub invoices {
    my $answer = $agent->request(GET("$ENV{OSIGU_BASE_URL}/v1/invoices", Authorization => "Bearer $token"));
    return 'no exception; ' . $answer->status_line unless $answer->is_success;
    return decode_json($answer->content)->{page}{total_elements} . ' invoices';
}

renew();
my @calls = (invoices(), invoices());
renew();
push @calls, invoices();
print JSON::PP->new->canonical->encode({ client => "LWP $LWP::UserAgent::VERSION of Perl", calls => \@calls }), "\n";
