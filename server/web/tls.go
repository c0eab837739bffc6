package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"
)

// validTime of certificates we make: what browsers accept at most is 825
// days, of public authorities 398.
const validTime = 397 * 24 * time.Hour

// LoadTLS reads a certificate (with the chain behind it) and its key.
func LoadTLS(certFile, keyFile string) (*TLS, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	return &TLS{Config: &tls.Config{Certificates: []tls.Certificate{cert}}}, nil
}

// AskClients makes the listener ask clients for a certificate signed by an
// authority in caFile. Whether one is needed is decided by the document.
func (t *TLS) AskClients(caFile string) error {
	text, err := os.ReadFile(caFile)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return fmt.Errorf("%q holds no certificate in PEM form", caFile)
	}
	t.Config.ClientCAs = pool
	t.Config.ClientAuth = tls.VerifyClientCertIfGiven
	return nil
}

// listenConfig is the configuration with our floor: TLS 1.2, HTTP/1.1 only.
func (t *TLS) listenConfig() *tls.Config {
	c := t.Config.Clone()
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	c.NextProtos = []string{"http/1.1"}
	return c
}

// SelfSigned makes an authority and a certificate for localhost, the
// addresses of this machine and the names, in memory only. Both are new each
// time; the authority's key is forgotten at once, so nobody can use it again.
func SelfSigned(names ...string) (*TLS, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	ca, err := template("asyncmock CA")
	if err != nil {
		return nil, err
	}
	ca.IsCA, ca.MaxPathLenZero, ca.BasicConstraintsValid = true, true, true
	ca.KeyUsage = x509.KeyUsageCertSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return nil, err
	}
	leaf, err := leafFor(names)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		return nil, err
	}
	return &TLS{
		Config: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der, caDER}, PrivateKey: key}}},
		CA:     pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}),
	}, nil
}

// template is what both certificates have in common. The number in the
// subject keeps authorities of several runs apart in a trust store.
func template(name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	start := time.Now().Add(-time.Hour) // clocks differ
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"asyncmock"}, CommonName: fmt.Sprintf("%s %08x", name, uint32(serial.Uint64()))},
		NotBefore:    start,
		NotAfter:     start.Add(validTime),
	}, nil
}

// leafFor names everything this listener may be called by.
func leafFor(names []string) (*x509.Certificate, error) {
	leaf, err := template("asyncmock")
	if err != nil {
		return nil, err
	}
	leaf.KeyUsage = x509.KeyUsageDigitalSignature
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	leaf.DNSNames = []string{"localhost"}
	leaf.IPAddresses = machineAddresses()
	for _, n := range names {
		n = hostname(n)
		if addr, err := netip.ParseAddr(n); err == nil {
			leaf.IPAddresses = append(leaf.IPAddresses, addr.AsSlice())
		} else if n != "" && n != "*" && !slices.Contains(leaf.DNSNames, n) {
			leaf.DNSNames = append(leaf.DNSNames, n)
		}
	}
	return leaf, nil
}

func machineAddresses() []net.IP {
	ips := []net.IP{net.IPv4(127, 0, 0, 1).To4(), net.IPv6loopback}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ips // still good for loopback
	}
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if ok && !slices.ContainsFunc(ips, n.IP.Equal) {
			ips = append(ips, n.IP)
		}
	}
	return ips
}
